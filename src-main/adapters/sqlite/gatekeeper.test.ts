import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type LeadsUnderTest, leadsUnderTest } from '../../../tests/leads/leads-under-test.ts'
import { RULES_VERSION } from '../../core/compliance/gate.ts'

const TUESDAY_MORNING = Date.UTC(2026, 10, 24, 16, 30)
const HEADER =
  'Name,Phone,City,State,Zip,consent_ai_calls,consent_captured_at,consent_channel,consent_text,consent_seller,consent_page_url,consent_ip,consent_signature'
const row = (name: string, phone: string) =>
  `${name},${phone},Austin,TX,78745,yes,2026-11-10T15:00:00Z,web,I agree,Summit Ridge Roofing LLC,https://x.example,203.0.113.1,${name}`

let subject: LeadsUnderTest
beforeEach(async () => {
  subject = leadsUnderTest(TUESDAY_MORNING)
  await subject.importText(
    [HEADER, row('Ann', '5125550101'), row('Bob', '5125550102'), row('Cid', '5125550103')].join('\n'),
  )
})
afterEach(() => subject.close())

const leadCalled = (name: string) => {
  const id = subject.db.prepare('SELECT lead_id FROM lead WHERE name = ?').pluck().get(name)
  const lead = subject.leads.get(String(id))
  if (!lead) throw new Error(`no lead ${name}`)
  return lead
}
const decide = (name: string) => subject.gate.decide(leadCalled(name), 'dial', 'call_1', TUESDAY_MORNING)

it('keeps every decision with all its inputs', () => {
  const { allowed, evidenceId } = decide('Ann')
  expect(allowed).toBe(true)
  const kept = subject.db
    .prepare('SELECT * FROM gate_decision WHERE decision_id = ?')
    .get(evidenceId) as Record<string, string>
  expect(kept).toMatchObject({ moment: 'dial', call_id: 'call_1', allowed: 1, rules_version: RULES_VERSION })
  expect(JSON.parse(kept.inputs ?? '')).toMatchObject({
    facts: {
      phone: '+15125550101',
      legalName: 'Summit Ridge Roofing LLC',
      place: { zones: ['America/Chicago'], states: ['TX'] },
      consents: [{ seller: 'Summit Ridge Roofing LLC', textShown: 'I agree' }],
    },
    registryGround: 'prior express written consent that names the seller',
  })
})

it.each([
  ['a reason changed', `UPDATE gate_decision SET reasons = '[{}]' WHERE decision_no = 2`, 2],
  [
    'an input changed',
    `UPDATE gate_decision SET inputs = replace(inputs, 'TX', 'OK') WHERE decision_no = 1`,
    1,
  ],
  ['a no turned into a yes', 'UPDATE gate_decision SET allowed = 1 - allowed WHERE decision_no = 3', 3],
  ['a moment moved', 'UPDATE gate_decision SET at_ms = at_ms + 1 WHERE decision_no = 1', 1],
  ['a decision removed', 'DELETE FROM gate_decision WHERE decision_no = 2', 3],
  ['the first one removed', 'DELETE FROM gate_decision WHERE decision_no = 1', 2],
])('notices %s', (_, tamper, decisionNo) => {
  for (const name of ['Ann', 'Bob', 'Cid']) decide(name)
  expect(subject.gate.verifyChain()).toBeNull()
  subject.db.exec('DROP TRIGGER gate_decision_is_append_only; DROP TRIGGER gate_decision_is_kept')
  subject.db.exec(tamper)
  expect(subject.gate.verifyChain()).toMatchObject({ decisionNo })
})

it('refuses to edit or delete evidence', () => {
  decide('Ann')
  expect(() => subject.db.exec('UPDATE gate_decision SET allowed = 0')).toThrow('evidence is never edited')
  expect(() => subject.db.exec('DELETE FROM gate_decision')).toThrow('evidence is never deleted')
  expect(() => subject.db.exec('UPDATE consent SET covers_ai_calls = 0')).toThrow(
    'consent rows are never edited',
  )
})

function beginCampaign() {
  subject.db.exec(`
    INSERT INTO contractor VALUES ('contractor_1', '{}', 1);
    INSERT INTO call_campaign (campaign_id, name, contractor_id, engine, status, request_hash, lead_count, estimated_cost_cents, created_at_ms)
      VALUES ('campaign_1', 'x', 'contractor_1', 'vapi', 'running', '', 1, 0, 1)`)
}

it('counts calls of every campaign, but not the call that asks', () => {
  beginCampaign()
  subject.db
    .prepare(
      `INSERT INTO voice_call (call_id, campaign_id, lead_id, attempt_no, phone, engine, status, queued_at_ms, not_before_ms, started_at_ms)
       VALUES ('call_1', 'campaign_1', ?, 1, '+15125550101', 'vapi', 'dialing', 1, 1, ?)`,
    )
    .run(leadCalled('Ann').leadId, TUESDAY_MORNING - 60_000)
  expect(decide('Ann').allowed).toBe(true)
  expect(subject.gate.permission(leadCalled('Ann'), TUESDAY_MORNING)).toMatchObject({
    allowed: false,
    reasons: [{ code: 'called-recently' }],
    nextAllowedAtMs: Date.UTC(2026, 10, 25, 15, 0),
  })
})

describe('after a call three days ago', () => {
  const ENDED_AT = TUESDAY_MORNING - 3 * 86_400_000

  function called(name: string, outcome: string) {
    beginCampaign()
    const { leadId, phone } = leadCalled(name)
    subject.db
      .prepare(
        `INSERT INTO voice_call (call_id, campaign_id, lead_id, attempt_no, phone, engine, status, outcome, queued_at_ms, not_before_ms, started_at_ms, ended_at_ms)
         VALUES ('call_0', 'campaign_1', ?, 1, ?, 'ridgeline', 'ended', ?, 1, 1, ?, ?)`,
      )
      .run(leadId, phone, outcome, ENDED_AT - 60_000, ENDED_AT)
  }
  const reasons = (name: string, atMs = TUESDAY_MORNING) =>
    subject.gate.permission(leadCalled(name), atMs).reasons.map(({ code }) => code)

  it.each([
    ['not_interested', ['not-interested']],
    ['wrong_number', ['wrong-number']],
    ['no_answer', []],
    ['hung_up', []],
  ])('that ended as %s', (outcome, expected) => {
    called('Ann', outcome)
    expect(reasons('Ann')).toEqual(expected)
    expect(reasons('Bob')).toEqual([])
  })

  it('that booked, nobody is called before the inspection is over', () => {
    called('Ann', 'booked')
    const startsAtMs = TUESDAY_MORNING + 3_600_000
    subject.db
      .prepare(
        `INSERT INTO voice_booking (booking_id, call_id, lead_id, crew, starts_at_ms, ends_at_ms, status, created_at_ms)
         VALUES ('booking_1', 'call_0', ?, 1, ?, ?, 'confirmed', 1)`,
      )
      .run(leadCalled('Ann').leadId, startsAtMs, startsAtMs + 3_600_000)
    expect(reasons('Ann')).toEqual(['inspection-ahead'])
    subject.db.exec(`UPDATE lead SET phone = '+15125550109' WHERE name = 'Ann'`)
    expect(reasons('Ann')).toContain('inspection-ahead')
    subject.db.exec(`UPDATE lead SET phone = '+15125550101' WHERE name = 'Ann'`)
    expect(reasons('Ann', startsAtMs + 3_600_000)).toEqual([])
    subject.db.exec(`UPDATE voice_booking SET status = 'canceled'`)
    expect(reasons('Ann')).toEqual([])
  })
})

it('stops calls to a number at once when it is put on the do-not-call list, in any spelling and only once', () => {
  const first = subject.consents.suppress(
    { phone: '(512) 555-0101', reason: 'asked in the call', source: 'call' },
    TUESDAY_MORNING,
  )
  const second = subject.consents.suppress(
    { phone: '512.555.0101', reason: 'again', source: 'person' },
    TUESDAY_MORNING + 1,
  )
  expect(second).toEqual(first)
  expect(subject.activities.filter(({ type }) => type === 'do_not_call_added')).toHaveLength(1)
  expect(decide('Ann').reasons.map(({ code }) => code)).toEqual(['do-not-call'])
  expect(subject.consents.suppressions({ limit: 10, q: '555-0101' }).items).toEqual([first])
  expect(subject.consents.suppressions({ limit: 10, q: 'nothing' }).items).toEqual([])
  expect(() => subject.consents.suppress({ phone: 'me', reason: 'x', source: 'x' }, 1)).toThrow(
    'not understood',
  )
})

it('does not let the same file lift a do-not-call request when it is imported again', async () => {
  subject.consents.suppress({ phone: '5125550101', reason: 'asked', source: 'call' }, Date.UTC(2026, 10, 1))
  await subject.importText([HEADER, row('Ann', '5125550101')].join('\n'))
  expect(decide('Ann').allowed).toBe(false)
})

it('pages through a long do-not-call list', () => {
  for (let i = 0; i < 25; i++)
    subject.consents.suppress(
      { phone: `51255502${String(i).padStart(2, '0')}`, reason: 'asked', source: 'x' },
      TUESDAY_MORNING + (i % 3),
    )
  const seen: string[] = []
  let cursor: string | undefined
  do {
    const page = subject.consents.suppressions({ limit: 10, cursor })
    seen.push(...page.items.map(({ phone }) => phone))
    cursor = page.next_cursor ?? undefined
  } while (cursor)
  expect(new Set(seen).size).toBe(25)
})

it('takes a consent entered by a person once, however often it is sent', () => {
  const input = {
    phone: '(512) 555-0199',
    covers_ai_calls: true,
    covers_texts: false,
    captured_at: '2026-11-20T10:00:00Z',
    channel: 'paper',
    text_shown: 'I agree',
    seller: 'Summit Ridge Roofing LLC',
    page_url: null,
    ip: null,
    signature: 'Dee Lee',
  }
  const view = subject.consents.addConsent(input, TUESDAY_MORNING)
  expect(subject.consents.addConsent(input, TUESDAY_MORNING + 5)).toEqual(view)
  expect(view).toMatchObject({ captured_at: '2026-11-20T10:00:00.000Z', imported_from: null })
  expect(subject.activities.filter(({ type }) => type === 'consent_added')).toHaveLength(1)
})

it('lists leads by the gate’s verdict, page by page, in every order', async () => {
  subject.consents.suppress({ phone: '5125550102', reason: 'asked', source: 'call' }, TUESDAY_MORNING)
  const callable = await subject.reads.list({ limit: 50, sort: 'name', callable: 'yes' })
  expect(callable).toMatchObject({ items: [{ name: 'Ann' }, { name: 'Cid' }], total: 2, next_cursor: null })
  expect(await subject.reads.ids({ callable: 'no' })).toEqual([leadCalled('Bob').leadId])
  expect(
    (await subject.reads.list({ limit: 50, sort: 'name', q: '(512) 555-0103' })).items.map(
      ({ name }) => name,
    ),
  ).toEqual(['Cid'])
  for (const sort of ['name', 'score', 'newest'] as const) {
    const names: string[] = []
    let cursor: string | undefined
    do {
      const page = await subject.reads.list({ limit: 1, sort, cursor })
      names.push(...page.items.map(({ name }) => name))
      cursor = page.next_cursor ?? undefined
    } while (cursor)
    expect(names.sort()).toEqual(['Ann', 'Bob', 'Cid'])
  }
})
