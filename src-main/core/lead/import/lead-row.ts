import { type ConsentRecord, consentDateProblem } from '../../compliance/consent.ts'
import { isoInstant } from '../../time.ts'
import type { PhoneNumbers } from '../phone-numbers.ts'
import type { LeadDraft } from './lead-draft.ts'
import { noonOf } from './parse-value.ts'
import { roofFrom } from './roof-cells.ts'
import type { RowReader } from './row-reader.ts'
import { stateCode } from './us-states.ts'

export type Consent = Omit<ConsentRecord, 'consentId'>

export type LeadRow =
  | {
      readonly ok: true
      readonly draft: LeadDraft
      readonly externalId: string | null
      readonly consent: Consent | null
    }
  | { readonly ok: false; readonly reason: string }

export interface LeadRowParts {
  readonly phones: PhoneNumbers
  readonly importedFrom: string
  readonly nowMs: number
  /** Nothing on record can have happened later than this. */
  readonly factsUntilMs: number
}

/** One line of a CRM export as a homeowner, or why it cannot be one. */
export function leadFromRow(row: RowReader, parts: LeadRowParts): LeadRow {
  const numbers = phonesIn(row, parts.phones)
  if (!numbers.ok) return numbers
  const [phone = '', ...otherPhones] = numbers.phones
  const consent = consentIn(row, phone, parts.importedFrom)
  const problem = consent && consentDateProblem(consent.capturedAtMs, latestConsentMs(parts.factsUntilMs))
  if (problem) return { ok: false, reason: problem }
  const draft: LeadDraft = {
    phone,
    otherPhones,
    name: nameIn(row),
    email: emailIn(row),
    address: addressIn(row),
    location: locationIn(row),
    roof: roofFrom(row, isoInstant(parts.factsUntilMs).slice(0, 10)),
    source: row.text('source', 120),
    notes: row.text('notes', 2_000),
  }
  return {
    ok: true,
    draft,
    externalId: row.text('external_id', 120),
    consent,
  }
}

/** A day without a time stands for its noon, which is still to come in the morning of that day. */
const latestConsentMs = (factsUntilMs: number): number => Math.max(factsUntilMs, noonOf(factsUntilMs))

const PHONE_FIELDS = ['phone', 'phone_2', 'phone_3', 'phone_4'] as const

/** The first number that works is the lead's phone; a second one that does not is no reason to lose the lead. */
function phonesIn(
  row: RowReader,
  phones: PhoneNumbers,
): { ok: true; phones: string[] } | { ok: false; reason: string } {
  const found = new Set<string>()
  let reason = 'no phone number'
  for (const field of PHONE_FIELDS) {
    for (const part of row.raw(field).split(/[;|\n]|\s\/\s|,(?=\s*[(+\d])|\bor\b/)) {
      if (part.trim() === '' || /^\W*(none|n\/?a|null|unknown)\W*$/i.test(part)) continue
      const reading = phones.read(part)
      if (reading.ok) found.add(reading.phone)
      else if (reason === 'no phone number') reason = reading.reason
    }
  }
  return found.size > 0 ? { ok: true, phones: [...found] } : { ok: false, reason }
}

function nameIn(row: RowReader): string | null {
  const parts = [row.text('first_name', 100), row.text('last_name', 100)].filter(Boolean).join(' ')
  const name = parts || row.text('name', 200)
  const reversed = /^([\p{L}'’-]+), ([\p{L}'’ -]+)$/u.exec(name ?? '')
  return reversed ? `${reversed[2]} ${reversed[1]}` : name
}

function emailIn(row: RowReader): string | null {
  const text = row.text('email', 200)?.toLowerCase() ?? null
  if (text === null || /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text)) return text
  row.notUnderstood('email')
  return null
}

/** Some exports keep the whole address in one cell: "12 Oak St, Austin, TX 78745". */
export function addressIn(row: RowReader): LeadDraft['address'] {
  const street = row.text('street', 200)
  const [city, state, zip] = [row.text('city', 100), row.text('state', 40), zipIn(row.text('zip', 20))]
  const whole = /^(.+?),\s*([^,]+),\s*([A-Za-z]{2})\.?,?\s+(\d{5})(?:-\d{4})?(?:,?\s*USA?)?$/.exec(
    street ?? '',
  )
  if (!whole) return { street, city, state: state && stateCode(state), zip }
  const [, line = null, wholeCity = null, wholeState = '', wholeZip = null] = whole
  return {
    street: line,
    city: city ?? wholeCity,
    state: stateCode(state ?? wholeState),
    zip: zip ?? wholeZip,
  }
}

/** Spreadsheets drop the zero of New England and append ".0". */
function zipIn(text: string | null): string | null {
  const plain = text?.replace(/\.0+$/, '') ?? null
  if (plain === null || !/^\d+(-\d{4})?$/.test(plain)) return plain
  const digits = plain.split('-')[0] ?? ''
  if (digits.length === 9) return digits.slice(0, 5)
  return digits.length === 4 || digits.length === 3 ? digits.padStart(5, '0') : digits
}

/** In degrees; null without both, and for the zeros that stand for nowhere. */
export function locationIn(row: RowReader): LeadDraft['location'] {
  const latitude = row.number('latitude', -90, 90)
  const longitude = row.number('longitude', -180, 180)
  const isNowhere = latitude === null || longitude === null || (latitude === 0 && longitude === 0)
  return isNowhere ? null : { latitude, longitude }
}

const CONSENT_FIELDS = [
  'consent_ai_calls',
  'consent_captured_at',
  'consent_text',
  'consent_seller',
  'consent_signature',
] as const

/** Evidence needs its day, its words and its seller; with one of them missing there is none, and the person learns why. */
function consentIn(row: RowReader, phone: string, importedFrom: string): Consent | null {
  if (CONSENT_FIELDS.every((field) => row.text(field) === null)) return null
  const coversAiCalls = row.yesNo('consent_ai_calls')
  const capturedAtMs = row.instantMs('consent_captured_at')
  const textShown = row.text('consent_text', 5_000)
  const seller = row.text('consent_seller', 200)
  if (coversAiCalls === null || capturedAtMs === null || textShown === null || seller === null) {
    row.notUnderstood('consent')
    return null
  }
  return {
    phone,
    coversAiCalls,
    coversTexts: row.yesNo('consent_texts') ?? false,
    capturedAtMs,
    channel: row.text('consent_channel', 60) ?? 'unknown',
    seller,
    textShown,
    pageUrl: row.text('consent_page_url', 2_000),
    ip: row.text('consent_ip', 100),
    signature: row.text('consent_signature', 500),
    importedFrom,
  }
}
