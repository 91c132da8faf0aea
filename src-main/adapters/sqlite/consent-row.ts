import { z } from 'zod'
import type { ConsentView } from '../../../src-preload/contract/leads.ts'
import type { ConsentRecord } from '../../core/compliance/consent.ts'
import type { Db } from './database.ts'
import { iso } from './reads/cursor.ts'

const Row = z.object({
  consent_id: z.string(),
  phone: z.string(),
  covers_ai_calls: z.int(),
  covers_texts: z.int(),
  captured_at_ms: z.int(),
  channel: z.string(),
  seller: z.string(),
  text_shown: z.string(),
  page_url: z.string().nullable(),
  ip: z.string().nullable(),
  signature: z.string().nullable(),
  imported_from: z.string().nullable(),
})

export function toConsent(found: unknown): ConsentRecord {
  const row = Row.parse(found)
  return {
    consentId: row.consent_id,
    phone: row.phone,
    coversAiCalls: row.covers_ai_calls === 1,
    coversTexts: row.covers_texts === 1,
    capturedAtMs: row.captured_at_ms,
    channel: row.channel,
    seller: row.seller,
    textShown: row.text_shown,
    pageUrl: row.page_url,
    ip: row.ip,
    signature: row.signature,
    importedFrom: row.imported_from,
  }
}

export const consentView = (consent: ConsentRecord): ConsentView => ({
  consent_id: consent.consentId,
  covers_ai_calls: consent.coversAiCalls,
  covers_texts: consent.coversTexts,
  captured_at: iso(consent.capturedAtMs),
  channel: consent.channel,
  seller: consent.seller,
  text_shown: consent.textShown,
  page_url: consent.pageUrl,
  ip: consent.ip,
  signature: consent.signature,
  imported_from: consent.importedFrom,
})

/** Sorted here and not by SQLite, which would build a sorter for what is nearly always a single row. */
export function consentsOfPhone(db: Db): (phone: string) => ConsentRecord[] {
  const ofPhone = db.prepare('SELECT *, rowid AS row_no FROM consent WHERE phone = ?')
  return (phone) => {
    const rows = ofPhone.all(phone) as { captured_at_ms: number; row_no: number }[]
    return rows.sort((a, b) => b.captured_at_ms - a.captured_at_ms || b.row_no - a.row_no).map(toConsent)
  }
}
