import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { unzipSync, zipSync } from 'fflate'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { pdfTexts } from '../../../tests/fixtures/pdf-text.ts'
import { type LeadsUnderTest, leadsUnderTest } from '../../../tests/leads/leads-under-test.ts'
import { decisionText, type EvidenceBundle, excerptsOf } from '../../core/compliance/evidence-bundle.ts'
import { consentDocuments } from '../sqlite/consent-documents.ts'
import { evidenceReads } from '../sqlite/reads/evidence-reads.ts'
import { verifyDecisions, verifyEvidence } from './evidence-zip.ts'
import { exportEvidence } from './export-evidence.ts'

const TUESDAY_MORNING = Date.UTC(2026, 10, 24, 16, 30)
const HEADER =
  'Name,Phone,City,State,Zip,consent_ai_calls,consent_captured_at,consent_channel,consent_text,consent_seller,consent_page_url,consent_ip,consent_signature'
const ROW =
  'Ann Łukasz,5125550101,Austin,TX,78745,yes,2026-11-10T15:00:00Z,web,I agree to A.I. calls,Summit Ridge Roofing LLC,https://x.example,203.0.113.1,Ann'
/** Ten seconds of both sides, 8 kHz, 16 bit. */
const WAV = Buffer.concat([Buffer.alloc(44), Buffer.alloc(320_000, 7)])

let subject: LeadsUnderTest
beforeEach(async () => {
  subject = leadsUnderTest(TUESDAY_MORNING)
  await subject.importText([HEADER, ROW].join('\n'))
  const lead = onlyLead()
  subject.gate.decide(lead, 'queue', 'call_1', TUESDAY_MORNING - 60_000)
  subject.gate.decide(lead, 'dial', 'call_1', TUESDAY_MORNING + 0.25)
  subject.gate.decide(lead, 'queue', 'call_2', TUESDAY_MORNING + 9 * 3_600_000)
  subject.db.exec(`
    INSERT INTO contractor VALUES ('contractor_1', '{}', 1);
    INSERT INTO call_campaign (campaign_id, name, contractor_id, engine, status, request_hash, lead_count, estimated_cost_cents, created_at_ms)
      VALUES ('campaign_1', 'x', 'contractor_1', 'ridgeline', 'running', '', 1, 0, 1);
    INSERT INTO voice_call (call_id, campaign_id, lead_id, attempt_no, phone, engine, status, outcome, queued_at_ms, not_before_ms, started_at_ms, ended_at_ms)
      VALUES ('call_1', 'campaign_1', '${lead.leadId}', 1, '${lead.phone}', 'ridgeline', 'ended', 'do_not_call', 1, 1, ${TUESDAY_MORNING}, ${TUESDAY_MORNING + 60_000});
    INSERT INTO voice_call_turn (turn_id, call_id, speaker, started_at_ms, ended_at_ms, text, heard_text, interrupted, latency)
      VALUES ('turn_1', 'call_1', 'homeowner', 1000, 2000, 'Take me off your list', 'Take me off your list', 0, '{}');
    INSERT INTO recording VALUES ('call_1', 'call_1.pcmu', 10000, 1);
  `)
  const consentId = String(subject.db.prepare('SELECT consent_id FROM consent').pluck().get())
  consentDocuments(subject.db).attach(consentId, 'signed form.pdf', Buffer.from('a paper'), TUESDAY_MORNING)
})
afterEach(() => subject.close())

function onlyLead() {
  const lead = subject.leads.get(String(subject.db.prepare('SELECT lead_id FROM lead').pluck().get()))
  if (!lead) throw new Error('no lead')
  return lead
}
async function exported(id = 'call_1'): Promise<Uint8Array> {
  const reads = evidenceReads(subject.db)
  const { zip } = await exportEvidence(id, {
    bundle: (wanted) => reads.bundle(wanted, TUESDAY_MORNING),
    document: reads.document,
    wav: async () => WAV,
  })
  return zip
}

describe('an export', () => {
  it('holds the decisions, the words, the sound, the papers and a page to print, for a call and for a lead', async () => {
    for (const [id, decisions] of [
      ['call_1', 2],
      [onlyLead().leadId, 3],
    ] as const) {
      const zip = await exported(id)
      const files = unzipSync(zip)
      expect(Object.keys(files).sort()).toEqual([
        'audio/call_1-0s.wav',
        expect.stringMatching(/^documents\/[0-9a-f]{12}-signed_form\.pdf$/),
        'evidence.json',
        'evidence.pdf',
        'manifest.json',
      ])
      expect(
        Buffer.from(files['evidence.pdf'] ?? [])
          .subarray(0, 5)
          .toString(),
      ).toBe('%PDF-')
      const bundle = JSON.parse(Buffer.from(files['evidence.json'] ?? []).toString()) as EvidenceBundle
      expect(bundle.calls[0]?.turns[0]?.text).toBe('Take me off your list')
      expect(bundle.consents).toHaveLength(1)
      expect(verifyEvidence(zip)).toEqual({ faults: [], decisions, otherRules: 0 })
    }
  })

  it('tells in the record and on the page what the contractor did in the call, in its place among the words', async () => {
    subject.db.exec(`
      INSERT INTO call_desk_act (call_id, at_ms, action, text) VALUES
        ('call_1', 400, 'whispered', 'Offer Tuesday.'), ('call_1', 2500, 'took_over', NULL);`)
    const files = unzipSync(await exported())
    const bundle = JSON.parse(Buffer.from(files['evidence.json'] ?? []).toString()) as EvidenceBundle
    expect(bundle.calls[0]?.deskActs.map(({ action, text }) => [action, text])).toEqual([
      ['whispered', 'Offer Tuesday.'],
      ['took_over', null],
    ])
    const texts = pdfTexts(files['evidence.pdf'] ?? new Uint8Array()).join(' ')
    expect(texts).toMatch(
      /0\.4 s.*gave the agent a hint.*Offer Tuesday\..*1\.0 s.*Take me off your list.*2\.5 s.*took the call over/,
    )
  })

  it('is the same file when the same is exported at the same moment', async () => {
    expect(Buffer.from(await exported()).equals(Buffer.from(await exported()))).toBe(true)
  })

  it('notices every flipped bit, wherever it is', async () => {
    const zip = await exported()
    const missed: number[] = []
    const step = Math.max(1, Math.floor((zip.length * 8) / 1_500))
    for (let bit = 0; bit < zip.length * 8; bit += step) {
      const flipped = Uint8Array.from(zip)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      if (verifyEvidence(flipped).faults.length === 0) missed.push(bit)
    }
    // The end of the file is its directory: every bit of that one.
    for (let bit = (zip.length - 120) * 8; bit < zip.length * 8; bit++) {
      const flipped = Uint8Array.from(zip)
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      if (verifyEvidence(flipped).faults.length === 0) missed.push(bit)
    }
    expect(missed).toEqual([])
    expect(verifyEvidence(zip.subarray(0, zip.length - 1)).faults).not.toEqual([])
  }, 180_000)

  it('does not let a decision be rewritten, not even by somebody who seals the file anew', async () => {
    const rewritten =
      (change: (decision: Mutable<EvidenceBundle['decisions'][number]>) => void) => async () => {
        const files = unzipSync(await exported())
        const bundle = JSON.parse(Buffer.from(files['evidence.json'] ?? []).toString()) as EvidenceBundle
        for (const decision of bundle.decisions) change(decision)
        return verifyDecisions(bundle.decisions).faults.join('; ')
      }
    expect(
      await rewritten((decision) => {
        decision.at_ms++
      })(),
    ).toContain('was changed')
    const forged = await rewritten((decision) => {
      decision.inputs = decision.inputs.replace(
        '"suppression":null',
        '"suppression":{"atMs":1,"reason":"asked"}',
      )
      decision.hash = sha256(decision.previous_hash + decisionText(decision))
    })()
    expect(forged).toContain('does not come out the same')
  })
})
type Mutable<T> = { -readonly [K in keyof T]: T[K] }
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

it('makes every stored decision again, byte for byte, from nothing but what was stored with it', () => {
  subject.consents.suppress({ phone: '5125550101', reason: 'asked', source: 'x' }, TUESDAY_MORNING)
  const lead = onlyLead()
  for (let hour = 0; hour < 200; hour++)
    subject.gate.decide(lead, 'dial', null, TUESDAY_MORNING + hour * 3_600_000 + hour * 0.125)
  const decisions = [...evidenceReads(subject.db).decisions()]
  expect(new Set(decisions.map(({ reasons }) => reasons)).size).toBeGreaterThan(2)
  expect(verifyDecisions(decisions, true)).toEqual({ faults: [], decisions: 203, otherRules: 0 })
  expect(verifyDecisions(decisions.slice(1), true).faults[0]).toContain('does not follow')
})

it('cuts out the opening and what was agreed, merged where they meet', () => {
  const turn = (started_at_ms: number, actions: string) => ({
    speaker: 'homeowner',
    said_by: null,
    started_at_ms,
    ended_at_ms: started_at_ms + 2_000,
    text: '',
    heard_text: '',
    actions,
  })
  expect(excerptsOf([turn(35_000, '["Booked"]'), turn(80_000, '["x"]'), turn(60_000, '[]')], 85_000)).toEqual(
    [
      { fromMs: 0, toMs: 45_000 },
      { fromMs: 72_000, toMs: 85_000 },
    ],
  )
})

describe('npm run evidence', () => {
  const run = promisify(execFile)
  const evidence = (...args: string[]) =>
    run(process.execPath, [join(import.meta.dirname, '../../hosts/evidence.ts'), ...args]).then(
      ({ stdout }) => ({ code: 0, said: stdout }),
      (error: { code: number; stdout: string; stderr: string }) => ({
        code: error.code,
        said: error.stdout + error.stderr,
      }),
    )

  it('writes the file of a closed folder, finds it intact, and finds a flipped bit', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ridgeline-evidence-'))
    try {
      mkdirSync(join(folder, 'practice'))
      subject.db.exec(`VACUUM INTO '${join(folder, 'practice', 'ridgeline.db')}'`)
      const out = join(folder, 'out.zip')
      expect(await evidence('call_1', '--data-dir', folder, '--out', out)).toMatchObject({ code: 0 })
      expect(await evidence('verify', out)).toMatchObject({
        code: 0,
        said: expect.stringContaining('intact; 2 decisions'),
      })
      const bytes = readFileSync(out)
      bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] ?? 0) ^ 1
      writeFileSync(out, bytes)
      expect(await evidence('verify', out)).toMatchObject({
        code: 1,
        said: expect.stringContaining('changed'),
      })
      expect(await evidence('verify', '--data-dir', folder)).toMatchObject({
        code: 0,
        said: expect.stringContaining('intact; 3 decisions'),
      })
      expect(await evidence('call_none', '--data-dir', folder)).toMatchObject({ code: 2 })
      expect(await evidence()).toMatchObject({ code: 2 })
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }, 180_000)
})

it('refuses to open what is no export', () => {
  expect(verifyEvidence(Buffer.from('nothing')).faults).toHaveLength(1)
  expect(verifyEvidence(zipSync({ 'evidence.json': new Uint8Array() })).faults).toEqual([
    'the manifest is missing',
  ])
})
