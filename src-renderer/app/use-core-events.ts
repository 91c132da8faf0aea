import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { followStream } from '../bridge/follow-stream.ts'
import { useBridge, useConnectionState } from '../bridge/use-bridge.ts'

const REFRESH_PAUSE_MS = 800

/**
 * Whatever happens in the core appears in the activity stream, so the stream tells when the screens' lists are
 * out of date. Leads are left out: a table of 100,000 is not loaded again because one of them was phoned.
 */
export function useCoreEvents(): void {
  const { api, client } = useBridge()
  const queryClient = useQueryClient()
  const { status } = useConnectionState()

  useEffect(() => {
    const changing = [
      api.campaigns,
      api.calls,
      api.bookings,
      api.followUps,
      api.wallet,
      api.approvals,
      api.activity,
    ]
    const refresh = () => {
      for (const part of [...changing.map((each) => each.key()), api.analytics.key()])
        void queryClient.invalidateQueries({ queryKey: part })
    }
    let planned: ReturnType<typeof setTimeout> | undefined
    const refreshSoon = () => {
      planned ??= setTimeout(() => {
        planned = undefined
        refresh()
      }, REFRESH_PAUSE_MS)
    }
    const stop = new AbortController()
    void followStream(
      { open: (signal) => client.activity.watch(undefined, { signal }), onEvent: refreshSoon },
      stop.signal,
    )
    return () => {
      stop.abort()
      clearTimeout(planned)
    }
  }, [api, client, queryClient])

  useEffect(() => {
    if (status === 'online') void queryClient.invalidateQueries({ queryKey: api.system.key() })
  }, [status, api, queryClient])
}
