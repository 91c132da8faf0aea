import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { randomIds } from '../adapters/clock/system-clock.ts'
import { ImportService } from '../adapters/csv/import-service.ts'
import { loadZoneTables } from '../adapters/phone-numbers/load-zone-tables.ts'
import { northAmericanNumbers } from '../adapters/phone-numbers/phone-numbers.ts'
import { sqliteConsents } from '../adapters/sqlite/consent-store.ts'
import type { Db } from '../adapters/sqlite/database.ts'
import { sqliteGatekeeper } from '../adapters/sqlite/gatekeeper.ts'
import { sqliteImportMappings } from '../adapters/sqlite/import-mapping-store.ts'
import { sqliteLeadEdits } from '../adapters/sqlite/lead-edits.ts'
import { sqliteLeads } from '../adapters/sqlite/lead-store.ts'
import { sqliteNeighborhood } from '../adapters/sqlite/neighborhood-store.ts'
import { leadReads } from '../adapters/sqlite/reads/lead-reads.ts'
import type { ActivityLog } from '../core/activity.ts'
import type { Clock } from '../core/clock.ts'
import { consentDateProblem } from '../core/compliance/consent.ts'
import type { TextFacts } from '../core/compliance/text-gate.ts'
import type { Contractor } from '../core/contractor.ts'
import { phoneWords } from '../core/count-words.ts'
import { editLead } from '../core/lead/edit-lead.ts'
import { Refused } from '../core/refused.ts'
import type { Transactions } from '../core/transactions.ts'
import { composeCompliance } from './compliance.ts'

export interface LeadParts {
  readonly db: Db
  readonly clock: Clock
  readonly transactions: Transactions
  readonly activity: ActivityLog
  readonly contractor: () => Contractor
  readonly dataFolder: string
  readonly resourcesFolder: string
  /** What the carriers last said of the number that texts come from. */
  readonly registration: () => TextFacts['registration']
  /** Sample exports come with the practice world only. */
  readonly withSamples: boolean
}

/** A web form's clock and ours. */
const CLOCKS_DIFFER_MS = 60_000

function assertSane(capturedAtMs: number, untilMs: number): void {
  const problem = consentDateProblem(capturedAtMs, untilMs)
  if (problem === null) return
  throw new Refused(
    'invalid_input',
    'The date of the consent cannot be right',
    `captured_at: ${problem}. Give the moment at which the homeowner agreed; nothing was recorded.`,
  )
}

/** Leads, their houses and neighborhoods, consent and the gate: the half of the app that knows no call. */
export function composeLeads(parts: LeadParts) {
  const { db, clock, transactions, activity, contractor } = parts
  const phones = northAmericanNumbers
  const reader = sqliteLeads(db)
  const neighborhood = sqliteNeighborhood(db)
  const consents = sqliteConsents(db, { phones, activity })
  const gate = sqliteGatekeeper({
    db,
    zoneTables: loadZoneTables(join(parts.resourcesFolder, 'compliance')),
    contractor,
    phones,
    hash: (text) => createHash('sha256').update(text).digest('hex'),
    registration: parts.registration,
  })
  const reads = leadReads({ db, gate, consents, neighborhood, contractor, nowMs: () => clock.nowMs() })
  const imports = new ImportService({
    folder: join(parts.dataFolder, 'imports'),
    skippedFolder: join(parts.dataFolder, 'skipped-lines'),
    sampleFolder: parts.withSamples ? join(parts.resourcesFolder, 'practice') : null,
    leads: reader,
    consents,
    jobs: neighborhood,
    mappings: sqliteImportMappings(db),
    phones,
    activity,
    transactions,
    clock,
    ids: randomIds,
  })
  // The practice world may stand behind the real day, on which a person captures consents all the same.
  const factsUntilMs = () => Math.max(clock.nowMs(), Date.now()) + CLOCKS_DIFFER_MS
  const compliance = composeCompliance({
    db,
    clock,
    transactions,
    activity,
    contractor,
    phones,
    consents,
    factsUntilMs,
  })
  return {
    reader,
    leadName: (leadId: string) => reader.get(leadId)?.name ?? null,
    compliance,
    gate,
    reads: {
      ...reads,
      change(leadId: string, change: Parameters<typeof editLead>[1]) {
        const edits = sqliteLeadEdits(db, reader)
        const lead = editLead(leadId, change, { ...edits, phones, activity, transactions, clock })
        reads.changed()
        return reads.detailOf(lead)
      },
    },
    imports,
    detailOf: reads.detailOf,
    consents: {
      suppressions: consents.suppressions,
      suppress: (input: Parameters<typeof consents.suppress>[0]) => consents.suppress(input, clock.nowMs()),
      addConsent(input: Parameters<typeof consents.addConsent>[0]) {
        assertSane(Date.parse(input.captured_at), factsUntilMs())
        return consents.addConsent(input, clock.nowMs())
      },
    },
    /** A request to stop by text; false when the number was on the list already. */
    suppressFromText: (phone: string, words: string, messageId: string): boolean =>
      transactions.run(() => {
        const reason = `Asked in a text: "${words.slice(0, 250)}"`
        const source = `text ${messageId}`
        const added = consents.suppressQuietly(phone, reason, source, clock.nowMs())
        if (added)
          activity.append(
            'do_not_call_added',
            `${phoneWords(phone)} will not be called or written to again`,
            { phone, reason, source },
            clock.nowMs(),
          )
        return added
      }),
    /** A request to stop heard in a call: on the list before anything else happens. */
    suppressFromCall: (phone: string, words: string, callId: string) =>
      void transactions.run(() =>
        consents.suppress(
          { phone, reason: `Asked in a call: "${words.slice(0, 250)}"`, source: `call ${callId}` },
          clock.nowMs(),
        ),
      ),
  }
}

export type ComposedLeads = ReturnType<typeof composeLeads>
