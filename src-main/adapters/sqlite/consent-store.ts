import { createHash } from 'node:crypto'
import type { z } from 'zod'
import {
  type ConsentInput,
  type SuppressionInput,
  type SuppressionPage,
  SuppressionView,
} from '../../../src-preload/contract/account.ts'
import type { ConsentView } from '../../../src-preload/contract/leads.ts'
import type { ActivityLog } from '../../core/activity.ts'
import { type ConsentRecord, decidingConsent } from '../../core/compliance/consent.ts'
import { phoneWords } from '../../core/count-words.ts'
import type { PhoneNumbers } from '../../core/lead/phone-numbers.ts'
import { Refused } from '../../core/refused.ts'
import { consentsOfPhone, consentView, toConsent } from './consent-row.ts'
import type { Db } from './database.ts'
import { afterTime, iso, page } from './reads/cursor.ts'
import { newId } from './rows.ts'

export interface ConsentStore {
  /** The consent that decides for this number, or null. */
  deciding(phone: string, legalName: string): ConsentRecord | null
  /** For how many of these numbers no consent to A.I. calls is on file; whether one is enough, the gate says. */
  countWithoutConsent(phones: readonly string[]): number
  /** Keeps a row of evidence; false when exactly this one is already kept. */
  record(consent: Omit<ConsentRecord, 'consentId'>, atMs: number): boolean
  addConsent(input: z.infer<typeof ConsentInput>, atMs: number): ConsentView
  /** Puts a number on the do-not-call list for good. Doing it again changes nothing. */
  suppress(input: z.infer<typeof SuppressionInput> & { source: string }, atMs: number): SuppressionView
  /** The same for a number already in E.164 form, without a word in the activity feed; false when it was listed. */
  suppressQuietly(phone: string, reason: string, source: string, atMs: number): boolean
  suppressions(input: {
    limit: number
    cursor?: string | undefined
    q?: string | undefined
  }): z.infer<typeof SuppressionPage>
}

export function sqliteConsents(
  db: Db,
  { phones, activity }: { phones: PhoneNumbers; activity: ActivityLog },
): ConsentStore {
  const ofPhone = consentsOfPhone(db)
  const byFingerprint = db.prepare('SELECT * FROM consent WHERE fingerprint = ?')
  const insertConsent = db.prepare(
    `INSERT INTO consent (consent_id, phone, covers_ai_calls, covers_texts, captured_at_ms, channel, seller, text_shown,
       page_url, ip, signature, imported_from, fingerprint, recorded_at_ms)
     VALUES (@consentId, @phone, @coversAiCalls, @coversTexts, @capturedAtMs, @channel, @seller, @textShown,
       @pageUrl, @ip, @signature, @importedFrom, @fingerprint, @atMs)
     ON CONFLICT (fingerprint) DO NOTHING`,
  )
  const withoutConsent = db
    .prepare(
      `SELECT count(*) FROM json_each(?) AS given
       WHERE NOT EXISTS (SELECT 1 FROM consent WHERE phone = given.value AND covers_ai_calls = 1)`,
    )
    .pluck()
  const insertSuppression = db.prepare(
    `INSERT INTO suppression (suppression_id, phone, reason, source, at_ms) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (phone) DO NOTHING`,
  )
  // A request heard in a call has the source "call CALL_ID".
  const withPerson = `SELECT s.*, c.call_id, coalesce(c.lead_id, l.lead_id) AS lead_id, coalesce(called.name, l.name) AS lead_name
     FROM suppression s LEFT JOIN voice_call c ON s.source LIKE 'call %' AND c.call_id = substr(s.source, 6)
       LEFT JOIN lead called ON called.lead_id = c.lead_id LEFT JOIN lead l ON l.phone = s.phone`
  const suppressionOf = db.prepare(`${withPerson} WHERE s.phone = ?`)
  const listed = db.prepare(
    `${withPerson}
     WHERE (@afterMs IS NULL OR (s.at_ms, s.suppression_id) < (@afterMs, @afterId))
       AND (@q IS NULL OR instr(lower(s.phone || ' ' || s.reason || ' ' || s.source || ' ' || coalesce(called.name, l.name, '')), @q) > 0
         OR instr(s.phone, @digits) > 0)
     ORDER BY s.at_ms DESC, s.suppression_id DESC LIMIT @limit`,
  )

  const record: ConsentStore['record'] = (consent, atMs) =>
    insertConsent.run({
      ...consent,
      consentId: newId('consent'),
      coversAiCalls: consent.coversAiCalls ? 1 : 0,
      coversTexts: consent.coversTexts ? 1 : 0,
      capturedAtMs: Math.round(consent.capturedAtMs),
      fingerprint: fingerprintOf(consent),
      atMs: Math.round(atMs),
    }).changes === 1

  const suppressQuietly: ConsentStore['suppressQuietly'] = (phone, reason, source, atMs) =>
    insertSuppression.run(newId('suppression'), phone, reason, source, Math.round(atMs)).changes === 1

  return {
    record,
    suppressQuietly,
    countWithoutConsent: (numbers) => withoutConsent.get(JSON.stringify(numbers)) as number,
    deciding: (phone, legalName) => decidingConsent(ofPhone(phone), legalName),
    addConsent: db.transaction((input: z.infer<typeof ConsentInput>, atMs: number) => {
      const consent = {
        phone: phoneOf(input.phone, phones),
        coversAiCalls: input.covers_ai_calls,
        coversTexts: input.covers_texts,
        capturedAtMs: Date.parse(input.captured_at),
        channel: input.channel,
        seller: input.seller,
        textShown: input.text_shown,
        pageUrl: input.page_url,
        ip: input.ip,
        signature: input.signature,
        importedFrom: null,
      }
      if (record(consent, atMs)) {
        const title = `Consent recorded for ${phoneWords(consent.phone)}, given to ${consent.seller}`
        activity.append('consent_added', title, { phone: consent.phone, seller: consent.seller }, atMs)
      }
      return consentView(toConsent(byFingerprint.get(fingerprintOf(consent))))
    }),
    suppress: db.transaction((input: z.infer<typeof SuppressionInput> & { source: string }, atMs: number) => {
      const phone = phoneOf(input.phone, phones)
      if (suppressQuietly(phone, input.reason, input.source, atMs)) {
        activity.append(
          'do_not_call_added',
          `${phoneWords(phone)} will not be called again`,
          { phone, reason: input.reason, source: input.source },
          atMs,
        )
      }
      return toSuppression(suppressionOf.get(phone))
    }),
    suppressions({ limit, cursor, q }) {
      const digits = /\p{L}/u.test(q ?? '') ? '' : q?.replace(/\D/g, '')
      const rows = listed.all({
        limit: limit + 1,
        ...afterTime(cursor),
        q: q?.trim().toLowerCase() || null,
        // "(512) 555-0101" finds +15125550101; words of a name or a reason find no number.
        digits: digits || 'none',
      }) as SuppressionRow[]
      return page(rows, limit, toSuppression, (row) => [row.at_ms, row.suppression_id])
    },
  }
}

interface SuppressionRow {
  at_ms: number
  suppression_id: string
}

function toSuppression(row: unknown): SuppressionView {
  const { at_ms, ...rest } = row as SuppressionRow
  return SuppressionView.parse({ ...rest, at: iso(at_ms) })
}

/** A number in E.164 form is taken as it stands, so that an opt-out never fails over the numbering plan. */
function phoneOf(text: string, phones: PhoneNumbers): string {
  const reading = phones.read(text)
  if (reading.ok) return reading.phone
  if (/^\+[1-9]\d{6,14}$/.test(text.trim())) return text.trim()
  throw new Refused(
    'invalid_input',
    'The phone number was not understood',
    `"${text}" is ${reading.reason}. Write it like (512) 555-0100.`,
  )
}

/** What makes two rows the same evidence: everything that was agreed, not where it was imported from. */
const fingerprintOf = (consent: Omit<ConsentRecord, 'consentId'>): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        consent.phone,
        consent.coversAiCalls,
        consent.coversTexts,
        Math.round(consent.capturedAtMs),
        consent.channel,
        consent.seller,
        consent.textShown,
        consent.pageUrl,
        consent.ip,
        consent.signature,
        consent.importedFrom === null,
      ]),
    )
    .digest('base64url')
