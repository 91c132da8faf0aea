import { describe, expect, it } from 'vitest'
import type { CampaignView } from '../../src-preload/contract/campaigns.ts'
import { CampaignId } from '../../src-preload/contract/primitives.ts'
import { liveOutlook as outlookAt } from './live-outlook.ts'

const NOW = Date.parse('2026-11-23T17:00:00Z')
const liveOutlook = (campaigns: Parameters<typeof outlookAt>[0], isHeld = false) =>
  outlookAt(campaigns, 'America/Chicago', NOW, isHeld)

const campaign = (status: CampaignView['status'], queued: number, reason: string | null = null) => ({
  campaign_id: CampaignId.parse(`campaign_${status}`),
  name: 'Hail season',
  status,
  status_reason: reason,
  counts: { queued, active: 0, ended: 0, canceled: 0, blocked: 0 },
  next_call_at: queued === 0 ? null : new Date(NOW).toISOString(),
})

describe('the Live screen without a call', () => {
  it('says that the first calls are being prepared, not that nothing happens', () => {
    const outlook = liveOutlook([campaign('completed', 0), campaign('preparing', 40)])
    expect(outlook.title).toBe('The first calls are being prepared')
    expect(outlook.campaignId).toBe('campaign_preparing')
  })

  it('tells how many calls are in line between two calls', () => {
    const outlook = liveOutlook([campaign('running', 1)])
    expect(outlook.words).toContain('has 1 call in line')
  })

  it('gives the reason when a running campaign waits', () => {
    const outlook = liveOutlook([campaign('running', 12, 'It is too early to call Kansas.')])
    expect(outlook.words).toBe('It is too early to call Kansas.')
  })

  it('does not promise a call before the hour at which one is allowed', () => {
    const tomorrow = { ...campaign('running', 48), next_call_at: '2026-11-24T15:00:00.000Z' }
    expect(liveOutlook([tomorrow])).toMatchObject({
      title: 'No call may be made yet',
      words: expect.stringContaining('before Tomorrow 9:00 AM'),
    })
    expect(liveOutlook([tomorrow, campaign('running', 1)]).title).toBe('The next call is on its way')
  })

  it.each(['preparing', 'running'] as const)(
    'promises no call of a %s campaign that is held back',
    (status) => {
      const outlook = liveOutlook([campaign(status, 43)], true)
      expect(outlook).toMatchObject({ title: 'No call can start now', campaignId: `campaign_${status}` })
      expect(outlook.words).toContain('has 43 calls in line')
    },
  )

  it('names a paused campaign only when none is about to call', () => {
    expect(liveOutlook([campaign('paused', 3)]).title).toBe('Calling is paused')
    expect(liveOutlook([campaign('paused', 3), campaign('running', 2)]).campaignId).toBe('campaign_running')
  })

  it('invites to start a campaign when none has anything left to call', () => {
    expect(liveOutlook([campaign('running', 0), campaign('completed', 0)]).campaignId).toBeNull()
  })
})
