import { useQuery } from '@tanstack/react-query'
import { useBridge } from '../bridge/use-bridge.ts'

/** Requests that wait for a person; the activity stream tells when there are others. */
export function useWaitingApprovals() {
  const { api } = useBridge()
  return useQuery(
    api.approvals.list.queryOptions({
      input: { status: 'waiting', limit: 100 },
      refetchInterval: 30_000,
    }),
  )
}
