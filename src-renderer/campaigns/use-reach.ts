import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useStore } from 'zustand'
import type { DayWindows } from '../../src-preload/contract/account.ts'
import type { CampaignId } from '../../src-preload/contract/primitives.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { useLaunchSelection } from './launch-selection.ts'

/** Of its own: whatever happens refreshes the campaigns, and every lead is looked at for this. */
export const REACH = 'reach'
const REFRESH_EVERY_MS = 120_000

/** When the leads of a campaign may be called, by its own windows or by windows that are tried, and where else they wait. */
export function useReachOfCampaign(campaign_id: CampaignId, calling_windows?: DayWindows | null) {
  const { api } = useBridge()
  return useQuery(
    api.campaigns.reach.queryOptions({
      input: { campaign_id, ...(calling_windows !== undefined && { calling_windows }) },
      // In a key, nothing and null are the same.
      queryKey: [REACH, campaign_id, calling_windows === undefined ? 'as set' : calling_windows],
      refetchInterval: REFRESH_EVERY_MS,
      placeholderData: keepPreviousData,
    }),
  )
}

/** The same of the leads that are chosen for a new campaign. */
export function useReachOfSelection() {
  const { api } = useBridge()
  const { leadIds, choice } = useStore(useLaunchSelection())
  return useQuery(
    api.campaigns.reach.queryOptions({
      input: { lead_ids: leadIds },
      // Not the ids: a key is written out at every render, and there may be 100,000 of them.
      queryKey: [REACH, choice],
      enabled: leadIds.length > 0,
    }),
  )
}
