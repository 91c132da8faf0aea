import { expect, it } from 'vitest'
import type { CampaignRecord } from './campaign-record.ts'
import { CampaignTurns } from './campaign-turns.ts'

const campaign = (campaignId: string) => ({ campaignId }) as CampaignRecord

it('gives the next dial to the campaign with the fewest calls up, then to the one that has waited longest', () => {
  const turns = new CampaignTurns()
  const running = [campaign('large'), campaign('small'), campaign('new')]
  turns.served('small')
  turns.served('large')
  const order = (up: Record<string, number>) =>
    turns.inOrder(running, (id) => up[id] ?? 0).map(({ campaignId }) => campaignId)
  expect(order({})).toEqual(['new', 'small', 'large'])
  expect(order({ new: 2, small: 1 })).toEqual(['large', 'small', 'new'])
})
