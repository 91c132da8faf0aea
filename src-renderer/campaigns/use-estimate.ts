import { useQuery } from '@tanstack/react-query'
import { useStore } from 'zustand'
import type { ContractorView } from '../../src-preload/contract/account.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { useLaunchSelection } from './launch-selection.ts'

/** Who of the chosen leads may be called, and what that will cost. Asked once for all steps of the form. */
export function useEstimate({ contractor_id }: Pick<ContractorView, 'contractor_id'>) {
  const { api } = useBridge()
  const { leadIds, choice } = useStore(useLaunchSelection())
  return useQuery(
    api.campaigns.estimate.queryOptions({
      input: { lead_ids: leadIds, contractor_id },
      // Not the ids: a key is written out at every render, and there may be 100,000 of them.
      queryKey: ['estimate', contractor_id, choice],
      enabled: leadIds.length > 0,
    }),
  )
}
