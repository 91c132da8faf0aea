import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ContractorId, ScriptId } from '../../src-preload/contract/primitives.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { tellProblem } from '../ui/problem-notice.tsx'

const LOOK_AGAIN_MS = 700

/** The latest rehearsal of one version of a script, followed while it runs, and the way to start another. */
export function useRehearsal(contractorId: ContractorId, scriptId: ScriptId) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  const listed = useQuery(api.rehearsals.list.queryOptions({ input: { script_id: scriptId, limit: 1 } }))
  const latestId = listed.data?.items[0]?.rehearsal_id
  const latest = useQuery(
    api.rehearsals.get.queryOptions({
      input: latestId ? { rehearsal_id: latestId } : skipToken,
      refetchInterval: ({ state }) => (state.data?.status === 'running' ? LOOK_AGAIN_MS : false),
    }),
  )
  const start = useMutation(
    api.rehearsals.start.mutationOptions({
      onSuccess: () => queryClient.invalidateQueries({ queryKey: api.rehearsals.key() }),
      onError: tellProblem,
    }),
  )
  return {
    latest: latest.data,
    error: listed.error ?? latest.error,
    starting: start.isPending,
    start: () => start.mutate({ contractor_id: contractorId, script_id: scriptId, times: 1 }),
  }
}
