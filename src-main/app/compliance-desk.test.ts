import { afterEach, beforeEach, expect, it } from 'vitest'
import { type LeadsUnderTest, leadsUnderTest } from '../../tests/leads/leads-under-test.ts'
import { northAmericanNumbers } from '../adapters/phone-numbers/phone-numbers.ts'
import { sqliteTransactions } from '../adapters/sqlite/transactions.ts'
import { composeCompliance } from '../compose/compliance.ts'
import type { ComplianceDesk } from './compliance-desk.ts'

const TUESDAY_MORNING = Date.UTC(2026, 10, 24, 16, 30)
const HEADER =
  'Name,Phone,City,State,Zip,consent_ai_calls,consent_captured_at,consent_channel,consent_text,consent_seller,consent_page_url,consent_ip,consent_signature'
const row = (phone: string, day: string) =>
  `Ann,${phone},Austin,TX,78745,yes,${day}T15:00:00Z,web,I agree,Summit Ridge Roofing LLC,https://x.example,203.0.113.1,Ann`
const body = async function* (text: string) {
  for (let at = 0; at < text.length; at += 7) yield Buffer.from(text.slice(at, at + 7))
}

let subject: LeadsUnderTest
let desk: ComplianceDesk
beforeEach(async () => {
  subject = leadsUnderTest(TUESDAY_MORNING)
  subject.db.prepare(`INSERT INTO contractor VALUES ('contractor_1', '{}', 1)`).run()
  desk = composeCompliance({
    db: subject.db,
    clock: { ...subject.clock, monotonicMs: () => 0, wakeAfter: () => () => {}, everyFrame: () => () => {} },
    transactions: sqliteTransactions(subject.db),
    activity: { append: () => {} },
    contractor: () => subject.contractor,
    phones: northAmericanNumbers,
    consents: subject.consents,
    factsUntilMs: () => TUESDAY_MORNING,
  })
  await subject.importText([HEADER, row('5125550101', '2026-11-10')].join('\n'))
})
afterEach(() => subject.close())

const reasons = () => {
  const leadId = String(subject.db.prepare('SELECT lead_id FROM lead').pluck().get())
  const lead = subject.leads.get(leadId)
  if (!lead) throw new Error('no lead')
  return subject.gate.permission(lead, TUESDAY_MORNING).reasons.map(({ code }) => code)
}

it('blocks a number on the uploaded list of its state, until a newer upload no longer has it', async () => {
  expect(reasons()).toEqual([])
  const report = await desk.importList(
    'TX',
    body('Phone;Added\n(512) 555-0101;2020\nnobody;\n'),
    '2026-11-20',
  )
  expect(report).toEqual({
    numbers: 1,
    skipped: [{ line: 3, reason: '"nobody" is no phone number' }],
    skipped_total: 1,
  })
  expect(reasons()).toEqual(['on-state-list'])
  await desk.importList('TX', body('512,5550102\n'), null)
  expect(reasons()).toEqual([])
  expect(desk.lists().items).toMatchObject([{ list: 'TX', numbers: 1, outdated: false }])
})

it('does not let the list of another state speak', async () => {
  await desk.importList('FL', body('5125550101'), null)
  expect(reasons()).toEqual([])
})

it('calls nobody in a state that needs its list while that is missing or older than 31 days', async () => {
  desk.setRules({ states_needing_lists: ['TX'] })
  expect(reasons()).toEqual(['state-list-missing'])
  await desk.importList('TX', body('5125550102'), '2026-10-20')
  expect(reasons()).toEqual(['state-list-missing'])
  await desk.importList('TX', body('5125550102'), '2026-11-20')
  expect(reasons()).toEqual([])
})

it('keeps the list that is on file when a new one is not understood or its day lies ahead', async () => {
  await desk.importList('TX', body('5125550101'), null)
  await expect(desk.importList('TX', body('nothing\nat all\n'), null)).rejects.toThrow('Nothing in the file')
  await expect(desk.importList('TX', body('5125550102'), '2027-01-01')).rejects.toThrow('The day was not')
  expect(reasons()).toEqual(['on-state-list'])
})

it('asks about numbers with old consents only, and takes the answers', async () => {
  await subject.importText([HEADER, row('5125550103', '2026-10-01')].join('\n'))
  expect(desk.reassignedQuestions()).toBe('Phone,Date\n5125550103,2026-10-01\n')
  const leadId = String(subject.db.prepare(`SELECT lead_id FROM lead WHERE phone LIKE '%103'`).pluck().get())
  const codes = () => {
    const lead = subject.leads.get(leadId)
    return lead && subject.gate.permission(lead, TUESDAY_MORNING).reasons.map(({ code }) => code)
  }
  expect(codes()).toEqual(['number-may-be-reassigned'])
  await desk.importReassigned(body('Phone,Date,Disconnected\n5125550103,2026-10-01,no data\n'), '2026-11-20')
  expect(codes()).toEqual(['number-may-be-reassigned'])
  await desk.importReassigned(body('Phone,Date,Disconnected\n5125550103,2026-10-01,no\n'), '2026-11-21')
  expect(codes()).toEqual([])
  await desk.importReassigned(body('Phone,Date,Disconnected\n5125550103,2026-10-01,yes\n'), '2026-11-22')
  expect(codes()).toEqual(['number-reassigned'])
})

it('takes consents of people who are known already', async () => {
  await subject.importText(['Name,Phone,State', 'Bea,5125550104,TX'].join('\n'))
  const bea = () => {
    const leadId = String(subject.db.prepare(`SELECT lead_id FROM lead WHERE name = 'Bea'`).pluck().get())
    const lead = subject.leads.get(leadId)
    return lead && subject.gate.permission(lead, TUESDAY_MORNING).allowed
  }
  expect(bea()).toBe(false)
  const file = [HEADER, row('5125550104', '2026-11-10')].join('\n')
  expect(await desk.importConsents(body(file))).toMatchObject({ numbers: 1, added: 1, already_there: 0 })
  expect(await desk.importConsents(body(file))).toMatchObject({ numbers: 1, added: 0, already_there: 1 })
  expect(bea()).toBe(true)
})

it('turns calls into a state of row 28 on only with a note of counsel’s approval', () => {
  expect(() => desk.setRules({ counsel_approvals: [{ state: 'NV', note: 'ok' }] })).toThrow()
  const approved = desk.setRules({
    counsel_approvals: [{ state: 'NV', note: 'Approved in writing by counsel on November 3.' }],
  })
  expect(approved.counsel_approvals).toHaveLength(1)
  expect(desk.rules()).toEqual(approved)
})

it('keeps the paper that proves a consent, once, and for good', async () => {
  const consentId = String(subject.db.prepare('SELECT consent_id FROM consent').pluck().get())
  for (let i = 0; i < 2; i++) await desk.attach(consentId, 'form.pdf', body('signed on paper'))
  expect(desk.documents(consentId).items).toMatchObject([{ file_name: 'form.pdf', bytes: 15 }])
  expect(() => subject.db.exec('DELETE FROM consent_document')).toThrow('never deleted')
  await expect(desk.attach('consent_none', 'x', body('x'))).rejects.toThrow('No such consent')
})

it('goes by the national registry where there is no written consent, and says how it stands', async () => {
  await subject.importText(['Name,Phone,State', 'Bea,5125550104,TX'].join('\n'))
  const codes = () => {
    const leadId = String(subject.db.prepare(`SELECT lead_id FROM lead WHERE name = 'Bea'`).pluck().get())
    const lead = subject.leads.get(leadId)
    return lead && subject.gate.permission(lead, TUESDAY_MORNING).reasons.map(({ code }) => code)
  }
  expect(codes()).toContain('registry-not-checked')
  await desk.importList('US', body('5125550104'), '2026-11-20')
  expect(codes()).toContain('on-national-registry')
  expect(codes()).not.toContain('registry-not-checked')
  await desk.importList('US', body('5125550109'), '2026-11-20')
  expect(codes()?.filter((code) => code.includes('registry'))).toEqual([])
  await desk.importList('US', body('5125550109'), '2026-10-01')
  expect(codes()).toContain('registry-not-checked')
})

it('refuses the list of a state that there is not', async () => {
  await expect(desk.importList('ZZ', body('5125550101'), null)).rejects.toThrow('no such do-not-call list')
  expect(desk.lists().items).toEqual([])
})

it('refuses a consent without its words or with a date that cannot be, line by line', async () => {
  const withoutWords = row('5125550105', '2026-11-10').replace(/I agree[^,]*|"[^"]*"/, '')
  const report = await desk.importConsents(
    body([HEADER, row('5125550104', '1926-11-10'), withoutWords, row('5125550106', '2026-11-10')].join('\n')),
  )
  expect(report).toMatchObject({ added: 1, skipped_total: 2 })
  expect(report.skipped[0]).toEqual({
    line: 2,
    reason: 'the consent is dated 1926-11-10, before any such consent could be given',
  })
  expect(report.skipped[1]).toEqual({ line: 3, reason: 'no consent evidence: consent_text is empty' })
})

it('refuses a consent from the future, and tells which columns make one', async () => {
  const report = await desk.importConsents(
    body([HEADER, row('5125550104', '2027-11-10'), row('5125550105', '2026-11-10')].join('\n')),
  )
  expect(report).toMatchObject({
    numbers: 1,
    skipped: [{ line: 2, reason: 'the consent is dated in the future, 2027-11-10T15:00:00.000Z' }],
  })
  await expect(
    desk.importConsents(body('covers_ai_calls,captured_at\nyes,2026-11-10\n5125550101,\n')),
  ).rejects.toThrow('Nothing in the file')
})
