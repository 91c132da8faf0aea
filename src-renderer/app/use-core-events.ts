import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { followStream } from '../bridge/follow-stream.ts'
import { useBridge, useConnectionState } from '../bridge/use-bridge.ts'

const REFRESH_PAUSE_MS = 800

/**
 * Whatever happens in the core appears in the activity stream, so the stream tells when the screens' lists are
 * out of date; so does a line that was lost for a while. Left out are leads, since a table of 100,000 is not
 * loaded again because one of them was phoned, and recordings, which are large and never change.
 */
export function useCoreEvents(): void {
  const { api, client } = useBridge()
  const queryClient = useQueryClient()
  const { status } = useConnectionState()

  useEffect(() => {
    if (status !== 'online') return
    const changing = [
      ...[api.system, api.campaigns, api.calls.list, api.calls.get, api.bookings, api.followUps],
      ...[api.wallet, api.approvals, api.activity, api.analytics],
    ].map((part) => part.key())
    const refresh = () => {
      for (const queryKey of changing) void queryClient.invalidateQueries({ queryKey })
    }
    let planned: ReturnType<typeof setTimeout> | undefined
    const refreshSoon = () => {
      planned ??= setTimeout(() => {
        planned = undefined
        refresh()
      }, REFRESH_PAUSE_MS)
    }
    refresh()
    const stop = new AbortController()
    void followStream(
      { open: (signal) => client.activity.watch(undefined, { signal }), onEvent: refreshSoon },
      stop.signal,
    )
    return () => {
      stop.abort()
      clearTimeout(planned)
    }
  }, [status, api, client, queryClient])
}
