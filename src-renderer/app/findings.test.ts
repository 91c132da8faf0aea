import { describe, expect, it } from 'vitest'
import { CallId, CampaignId, LeadId } from '../../src-preload/contract/primitives.ts'
import { callsFound, campaignsFound, leadsFound, screensFound } from './findings.ts'

const labels = (findings: { label: string }[]) => findings.map(({ label }) => label)

describe('the search of the whole app', () => {
  it('lists every screen before anything is typed', () => {
    expect(labels(screensFound(''))).toContain('Wallet')
    expect(screensFound('')).toHaveLength(12)
  })

  it('puts screens of that name before those whose purpose mentions it', () => {
    expect(labels(screensFound('calls'))[0]).toBe('Calls')
    expect(labels(screensFound('calls'))).toContain('Live')
    expect(labels(screensFound('do-not-call'))).toEqual(['Settings'])
  })

  it('leads to a homeowner by name, with what tells two of one name apart', () => {
    const address = { street: '12 Oak St', city: 'Plano', state: 'TX', zip: '75001' }
    expect(
      leadsFound([{ lead_id: LeadId.parse('l1'), name: 'Maria Alvarez', phone: '+15125550100', address }]),
    ).toEqual([
      {
        path: '/leads/l1',
        label: 'Maria Alvarez',
        about: '(512) 555-0100 · 12 Oak St, Plano, TX 75001',
      },
    ])
  })

  it('finds campaigns by a part of their name', () => {
    const campaigns = ['Hail season', 'October storm list'].map((name) => ({
      campaign_id: CampaignId.parse(name.slice(0, 4)),
      name,
      status: 'running' as const,
      leads: 12,
    }))
    expect(campaignsFound(campaigns, ' STORM ')).toEqual([
      { path: '/campaigns/Octo', label: 'October storm list', about: 'Running, 12 homeowners' },
    ])
  })

  it('opens a call that is under way where it can be heard', () => {
    const call = {
      call_id: CallId.parse('c1'),
      lead_name: 'Maria Alvarez',
      started_at: '2026-11-23T16:00:00Z',
      answered_at: '2026-11-23T16:00:09Z',
      hung_up_at_desk: false,
      summary: null,
    }
    const found = callsFound(
      [
        { ...call, status: 'live', outcome: null },
        { ...call, status: 'ended', outcome: 'booked' },
      ],
      'America/Chicago',
      Date.parse('2026-11-23T17:00:00Z'),
    )
    expect(found.map(({ path, about }) => [path, about])).toEqual([
      ['/live', 'Today 10:00 AM · Live'],
      ['/calls/c1', 'Today 10:00 AM · Booked'],
    ])
  })
})
