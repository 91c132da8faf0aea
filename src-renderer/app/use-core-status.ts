import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useBridge } from '../bridge/use-bridge.ts'

/** Version, mode, relay and clock of the core, asked again every few seconds. */
export function useCoreStatus() {
  const { api } = useBridge()
  return useQuery(api.system.status.queryOptions({ refetchInterval: 4_000 }))
}

/** The core's clock, which in practice is not this machine's. Ticks as often as asked. */
export function useCoreNow(everyMs = 1_000): number {
  const { data, dataUpdatedAt } = useCoreStatus()
  const [nowMs, setNowMs] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  if (!data) return nowMs
  return Date.parse(data.now) + Math.max(0, nowMs - dataUpdatedAt)
}

export function useContractor() {
  const { api } = useBridge()
  const contractors = useQuery(api.contractors.list.queryOptions())
  return { ...contractors, contractor: contractors.data?.items[0] }
}

/** Times are shown where the contractor works, not where the screen stands. */
export function useTimeZone(): string {
  const { contractor } = useContractor()
  return contractor?.time_zone || Intl.DateTimeFormat().resolvedOptions().timeZone
}
