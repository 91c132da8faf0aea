import type { CallDetail } from '../../src-preload/contract/calls.ts'
import type { CampaignDetail, ScriptView } from '../../src-preload/contract/campaigns.ts'
import { CampaignId, ContractorId, ScriptId } from '../../src-preload/contract/primitives.ts'
import { sampleLead } from './sample-leads.ts'

export const sampleScript = (nowMs: number, version: number): ScriptView => ({
  script_id: ScriptId.parse(`script_${version}`),
  name: 'Hail season inspections',
  version,
  written_by: version === 1 ? 'builder' : 'person',
  note: version === 1 ? 'Claude could not be reached, so the standard form was used.' : null,
  created_at: new Date(nowMs - (4 - version) * 86_400_000).toISOString(),
  script: {
    purpose: 'Offer homeowners who asked for it a free roof inspection after the hail in May.',
    objectives: ['Confirm that they own the house', 'Learn how old the roof is', 'Book an inspection'],
    qualification_questions: [
      { id: 'owner', question: 'Am I speaking with the owner of the house?', expects: 'yes_no' },
      { id: 'age', question: 'How old is your roof, roughly?', expects: 'detail' },
      { id: 'damage', question: 'Have you noticed leaks or loose shingles?', expects: 'open' },
    ],
    objection_answers: [
      { objection: 'What does it cost?', answer: 'The inspection is free, and you owe us nothing after it.' },
      { objection: 'I already have a roofer', answer: 'That is fine. A second look costs nothing.' },
    ],
    booking_rules: ['Offer two times', 'Only within working hours'],
    forbidden_claims: ['Prices or discounts', 'What an insurer will pay', 'Names of neighbors'],
    closing: 'Thank you for your time, and have a good day.',
  },
})

export function sampleCampaigns(nowMs: number, calls: CallDetail[]): CampaignDetail[] {
  const outcomes = Object.fromEntries(
    [...Map.groupBy(calls, (call) => call.outcome ?? 'failed')].map(([outcome, of]) => [outcome, of.length]),
  )
  const campaign = (index: number, changes: Partial<CampaignDetail>): CampaignDetail =>
    withMoney({
      campaign_id: CampaignId.parse(`campaign_${index}`),
      name: 'Hail season inspections',
      contractor_id: ContractorId.parse('contractor_1'),
      engine: 'ridgeline',
      status: 'running',
      status_reason: null,
      script_id: ScriptId.parse('script_2'),
      created_at: new Date(nowMs - index * 30 * 3_600_000).toISOString(),
      started_at: new Date(nowMs - index * 30 * 3_600_000).toISOString(),
      ended_at: null,
      leads: 214,
      launch: null,
      counts: { queued: 112, active: 3, ended: calls.length, canceled: 0, blocked: 2 },
      next_call_at: new Date(nowMs).toISOString(),
      outcomes,
      bookings: outcomes.booked ?? 0,
      estimated_cost_cents: 8_420,
      cost_cents: calls.reduce((sum, call) => sum + call.cost_cents, 0),
      credited_cents: 0,
      blocked: [3, 12, 18]
        .map((at) => sampleLead(at, nowMs))
        .map(({ lead_id, name }) => ({
          lead_id,
          name,
          reasons: [{ code: 'no-consent', message: 'No written consent to A.I. calls is on file.' }],
        })),
      script: sampleScript(nowMs, 2),
      ...changes,
    })
  return [
    campaign(1, { credited_cents: 45 }),
    campaign(2, {
      name: 'Stonegate follow-ups',
      status: 'paused',
      status_reason: 'Paused by you. Nothing is dialed until you resume.',
      counts: { queued: 38, active: 0, ended: 21, canceled: 0, blocked: 4 },
      leads: 63,
      bookings: 5,
      cost_cents: 890,
      estimated_cost_cents: 2_300,
    }),
    campaign(3, {
      name: 'October storm list',
      status: 'completed',
      counts: { queued: 0, active: 0, ended: 96, canceled: 0, blocked: 17 },
      leads: 113,
      bookings: 19,
      cost_cents: 3_975,
      estimated_cost_cents: 4_400,
    }),
    campaign(4, {
      name: 'Second round in Garland',
      status: 'canceled',
      status_reason: 'Canceled by you.',
      counts: { queued: 0, active: 0, ended: 3, canceled: 27, blocked: 1 },
      leads: 31,
      bookings: 1,
      cost_cents: 61,
      estimated_cost_cents: 1_190,
    }),
  ]
}

/** What a sample campaign has cost and brought, by its own figures. */
export const withMoney = (campaign: Omit<CampaignDetail, 'money'>): CampaignDetail => ({
  ...campaign,
  money: {
    spent_cents: campaign.cost_cents - campaign.credited_cents,
    credited_cents: campaign.credited_cents,
    bookings: campaign.bookings,
    cost_per_booking_cents:
      campaign.bookings === 0
        ? null
        : Math.round((campaign.cost_cents - campaign.credited_cents) / campaign.bookings),
    vendor_micro_cents: campaign.cost_cents * 400_000,
    estimated_cost_cents: campaign.estimated_cost_cents,
  },
})
