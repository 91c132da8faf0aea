import { describe, expect, it } from 'vitest'
import type { DayWindows } from '../../../src-preload/contract/account.ts'
import type { CampaignId, LeadId } from '../../../src-preload/contract/primitives.ts'
import { storeWithCalls } from '../../../tests/fixtures/store-with-calls.ts'
import { tables } from '../../../tests/leads/lawful-facts.ts'
import { sqliteCampaignSettings } from '../../adapters/sqlite/campaign-settings-store.ts'
import { sqliteCampaigns } from '../../adapters/sqlite/campaign-store.ts'
import { sqliteContractors } from '../../adapters/sqlite/contractor-store.ts'
import { sqliteLeads } from '../../adapters/sqlite/lead-store.ts'
import { VirtualClock } from '../../rehearsal/virtual-clock.ts'
import { placeOf } from '../compliance/place.ts'
import { dayIn } from '../time.ts'
import { campaignReach } from './campaign-reach.ts'

const CAMPAIGN = 'campaign_1' as CampaignId
const ALL_WEEK = Object.fromEntries(
  ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'].map((day) => [day, { from: '00:00', to: '24:00' }]),
)

/** Leads at these places, all in line in one campaign. */
function campaignOf(
  places: readonly (readonly [state: string | null, zip: string | null, phone?: string])[],
) {
  const { db } = storeWithCalls(places.length)
  db.exec("INSERT INTO property (lead_id, insurance_claim) SELECT lead_id, 'unknown' FROM lead")
  const move = db.prepare('UPDATE lead SET state = ?, zip = ?, phone = coalesce(?, phone) WHERE lead_id = ?')
  for (const [at, [state, zip, phone]] of places.entries())
    move.run(state, zip, phone ?? null, `lead_${at + 1}`)
  const contractors = sqliteContractors(db)
  const clock = new VirtualClock()
  const contractor = () => {
    const first = contractors.first()
    if (!first) throw new Error('the store has none')
    return first
  }
  const blocked = new Set<string>()
  const parts = {
    clock,
    /** The gate lets no call to these be made, at any hour. */
    blocked,
    gate: {
      permission: ({ leadId }: { leadId: string }) => ({
        allowed: !blocked.has(leadId),
        reasons: [],
        nextAllowedAtMs: null,
      }),
    },
    campaigns: sqliteCampaigns(db),
    settings: sqliteCampaignSettings(db),
    contractor,
    setAccountWindows(calling_windows: DayWindows) {
      const { contractorId, profile } = contractor()
      contractors.save({ contractorId, profile: { ...profile, calling_windows } }, 0)
    },
    leads: sqliteLeads(db),
    placeOf: (lead: { address: { state: string | null; zip: string | null }; phone: string }) =>
      placeOf(tables, lead.address, lead.phone),
  }
  return { db, parts, today: (zone: string) => dayIn(clock.nowMs(), zone) }
}

/** One more campaign that has some of the same leads in line. */
function another(parts: ReturnType<typeof campaignOf>['parts'], name: string, leadIds: readonly string[]) {
  const campaignId = `campaign_${name}`
  parts.campaigns.beginLaunch({
    campaignId,
    name,
    contractorId: 'contractor_1',
    engine: 'ridgeline',
    scriptId: null,
    createdAtMs: 0,
    idempotencyKey: null,
    requestHash: name,
    leadIds,
  })
  const calls = leadIds.map((leadId) => ({
    callId: `${name}_${leadId}`,
    leadId,
    phone: '+15125550100',
    priority: 0,
    evidenceId: 'e',
    notBeforeMs: 0,
  }))
  parts.campaigns.addToLaunch(campaignId, { calls, blocked: [], done: leadIds.length }, 0)
  const is = { name, status: 'running', statusReason: null, estimatedCostCents: 0 } as const
  parts.campaigns.endLaunch(campaignId, is, 0)
  return campaignId
}

describe('the calling hours of a campaign', () => {
  it('stand in a row for each zone and state with hours of its own, from east to west', async () => {
    const { parts, today } = campaignOf([
      ['TX', '78745'],
      ['FL', '33101', '+13055550101'],
      ['TX', '79901', '+19155550101'],
      ['TX', '78745'],
      ['GA', '30303', '+14045550101'],
    ])
    parts.setAccountWindows(ALL_WEEK)
    const { zones } = await campaignReach({ campaign_id: CAMPAIGN }, parts)
    const rows = zones.map(({ time_zone, states, leads }) => [time_zone, states.join(), leads])
    expect(rows).toEqual([
      ['America/New_York', 'FL', 1],
      ['America/New_York', 'GA', 1],
      ['America/Chicago', 'TX', 2],
      ['America/Denver', 'TX', 1],
    ])
    for (const { days } of zones) expect(days).toHaveLength(7)
    expect(zones[0]?.days[0]?.day).toBe(today('America/Denver'))
  })

  it('say where phone numbers from elsewhere narrow them, and nothing where they do not', async () => {
    const { parts } = campaignOf([
      ['TX', '78745', '+14155550101'],
      ['TX', '78745', '+12145550101'],
    ])
    parts.setAccountWindows(ALL_WEEK)
    const { zones } = await campaignReach({ campaign_id: CAMPAIGN }, parts)
    expect(zones.map(({ numbers_from, leads }) => [numbers_from, leads])).toEqual(
      expect.arrayContaining([
        [['CA'], 1],
        [[], 1],
      ]),
    )
  })

  it('are those of the campaign’s own windows, or of windows that are only tried', async () => {
    const { parts } = campaignOf([['TX', '78745']])
    const everyDay = (from: string, to: string) =>
      Object.fromEntries(['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [day, { from, to }]))
    const own = parts.settings.of(CAMPAIGN)
    parts.settings.save(CAMPAIGN, { ...own, calling_windows: everyDay('10:00', '12:00') })
    const opens = async (calling_windows?: ReturnType<typeof everyDay> | null) => {
      const tried = calling_windows === undefined ? {} : { calling_windows }
      const { zones } = await campaignReach({ campaign_id: CAMPAIGN, ...tried }, parts)
      return zones[0]?.days.flatMap(({ open }) => open)[0]?.from_minute
    }
    expect(await opens()).toBe(600)
    expect(await opens(everyDay('15:00', '17:00'))).toBe(900)
    expect(await opens(null)).toBe(540)
  })

  it('count no chosen lead that the gate lets nobody call, and say how many those are', async () => {
    const { parts } = campaignOf([
      ['TX', '78745'],
      ['WA', '98101'],
      ['TX', '78745'],
    ])
    parts.blocked.add('lead_2').add('lead_3')
    const lead_ids = ['lead_1', 'lead_2', 'lead_3'] as LeadId[]
    expect(await campaignReach({ lead_ids }, parts)).toMatchObject({
      zones: [{ states: ['TX'], leads: 1 }],
      leads_blocked: 2,
    })
  })

  it('count the leads apart of whom nobody knows where they live', async () => {
    const { parts } = campaignOf([
      ['TX', '78745'],
      [null, null],
    ])
    expect(await campaignReach({ campaign_id: CAMPAIGN }, parts)).toMatchObject({
      zones: [{ leads: 1 }],
      leads_without_place: 1,
    })
  })
})

describe('a lead that stands in line twice', () => {
  const THREE = Array.from({ length: 3 }, () => ['TX', '78745'] as const)

  it('is told with the other campaign, before a launch and on the campaign', async () => {
    const { parts } = campaignOf(THREE)
    another(parts, 'Hail', ['lead_2', 'lead_3'])
    const hail = [{ campaign_id: 'campaign_Hail', name: 'Hail', leads: 2 }]
    expect((await campaignReach({ campaign_id: CAMPAIGN }, parts)).elsewhere).toEqual(hail)
    const chosen = ['lead_1', 'lead_2'] as LeadId[]
    expect((await campaignReach({ lead_ids: chosen }, parts)).elsewhere).toEqual([
      { campaign_id: CAMPAIGN, name: 'Test', leads: 2 },
      { ...hail[0], leads: 1 },
    ])
  })

  it('is not told once its calls in one of them are over', async () => {
    const { parts } = campaignOf(THREE)
    const hail = another(parts, 'Hail', ['lead_2', 'lead_3'])
    parts.campaigns.cancelLead(hail, 'lead_2', 'taken out', 0)
    parts.campaigns.cancelLead(CAMPAIGN, 'lead_3', 'taken out', 0)
    expect((await campaignReach({ campaign_id: CAMPAIGN }, parts)).elsewhere).toEqual([])
  })
})
