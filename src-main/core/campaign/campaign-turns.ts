import type { CampaignRecord } from './campaign-record.ts'

/** Whose turn it is to dial: a large campaign does not starve a small one. */
export class CampaignTurns {
  readonly #servedAt = new Map<string, number>()
  #turns = 0

  served(campaignId: string): void {
    this.#servedAt.set(campaignId, ++this.#turns)
  }

  /** Who has the fewest calls up comes first, then who has waited longest. */
  inOrder(
    running: readonly CampaignRecord[],
    callsUp: (campaignId: string) => number,
  ): readonly CampaignRecord[] {
    return running
      .map((campaign) => ({
        campaign,
        up: callsUp(campaign.campaignId),
        servedAt: this.#servedAt.get(campaign.campaignId) ?? 0,
      }))
      .sort((a, b) => a.up - b.up || a.servedAt - b.servedAt)
      .map(({ campaign }) => campaign)
  }
}
