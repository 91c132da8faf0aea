import { performance } from 'node:perf_hooks'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { z } from 'zod'
import type {
  LeadDetail,
  LeadListInput,
  LeadPage,
  Permission,
} from '../../../../src-preload/contract/leads.ts'
import { LeadId } from '../../../../src-preload/contract/primitives.ts'
import type { GateDecision, Gatekeeper } from '../../../core/compliance/gatekeeper.ts'
import type { Contractor } from '../../../core/contractor.ts'
import type { Lead } from '../../../core/lead/lead.ts'
import { roofFindings, roofSummary } from '../../../core/lead/roof-findings.ts'
import {
  NEIGHBORHOOD_METERS,
  neighborhoodOf,
  unknownNeighborhood,
} from '../../../core/neighborhood/statistics.ts'
import { found } from '../../../core/refused.ts'
import { dayIn } from '../../../core/time.ts'
import { consentView } from '../consent-row.ts'
import type { ConsentStore } from '../consent-store.ts'
import type { Db } from '../database.ts'
import { sqliteLeads, toLead } from '../lead-store.ts'
import type { NeighborhoodStore } from '../neighborhood-store.ts'
import { decodeCursor, encodeCursor, iso } from './cursor.ts'
import { type Key, KeyShape, type KeysetPages, keyOf, keysetPages, SORTS, type Sort } from './lead-pages.ts'
import { likeOf, SEARCH_IS_LIKE } from './lead-search.ts'

export interface LeadReadParts {
  readonly db: Db
  readonly gate: Pick<Gatekeeper, 'permission'>
  readonly consents: Pick<ConsentStore, 'deciding'>
  readonly neighborhood: Pick<NeighborhoodStore, 'near'>
  readonly contractor: () => Contractor
  readonly nowMs: () => number
}

export interface LeadReads {
  list(input: z.infer<typeof LeadListInput>): Promise<z.infer<typeof LeadPage>>
  get(leadId: string): LeadDetail
  ids(input: { q?: string | undefined; callable?: 'yes' | 'no' | undefined }): Promise<LeadId[]>
  detailOf(lead: Lead): LeadDetail
  /** A lead was edited: what was counted before may not hold. */
  changed(): void
}

const EVIDENCE_IN_DETAIL = 20
const EVIDENCE_IN_LIST = 5
const MOST_IDS = 100_000
const CHUNK = 200
const SLICE_MS = 15

export function leadReads(parts: LeadReadParts): LeadReads {
  const { db } = parts
  const leads = sqliteLeads(db)
  const lastCall = db.prepare(
    `SELECT call_id, outcome, coalesce(started_at_ms, queued_at_ms) AS at_ms FROM voice_call
     WHERE lead_id = +? AND status <> 'queued' AND NOT (outcome IS 'canceled' AND started_at_ms IS NULL)
     ORDER BY attempt_no DESC LIMIT 1`,
  )
  const rowsAfter = Object.fromEntries(SORTS.map((sort) => [sort, keysetPages(db, sort)])) as Record<
    Sort,
    KeysetPages
  >
  const countAll = db.prepare('SELECT count(*) FROM lead').pluck()
  const countLike = db.prepare(`SELECT count(*) FROM lead l WHERE ${SEARCH_IS_LIKE}`).pluck()
  // What a verdict rests on grows by rows; calls under way are noticed with the next minute.
  const stored = db
    .prepare(
      `SELECT concat_ws(' ', (SELECT max(rowid) FROM lead), (SELECT max(rowid) FROM consent),
         (SELECT max(rowid) FROM suppression), (SELECT max(rowid) FROM voice_call), (SELECT max(updated_at_ms) FROM contractor))`,
    )
    .pluck()
  const totals = new Map<string, { version: string; total: Promise<number> }>()

  function detailOf(
    lead: Lead,
    evidenceLimit: number,
    permission = parts.gate.permission(lead, parts.nowMs()),
  ): LeadDetail {
    const nowMs = parts.nowMs()
    const { profile } = parts.contractor()
    const today = dayIn(nowMs, profile.time_zone)
    const consent = parts.consents.deciding(lead.phone, profile.legal_name)
    const near = lead.location && parts.neighborhood.near(lead.location, NEIGHBORHOOD_METERS)
    return {
      lead_id: LeadId.parse(lead.leadId),
      name: lead.name,
      phone: lead.phone,
      other_phones: [...lead.otherPhones],
      email: lead.email,
      address: lead.address,
      location: lead.location,
      roof: lead.roof,
      source: lead.source,
      notes: lead.notes,
      consent: consent && consentView(consent),
      permission: permissionView(permission),
      score: lead.score,
      last_call: toLastCall(lastCall.get(lead.leadId)),
      imported_at: iso(lead.importedAtMs),
      updated_at: iso(lead.updatedAtMs),
      neighborhood: near
        ? neighborhoodOf(near, lead.address.street, today, evidenceLimit)
        : unknownNeighborhood,
      roof_findings: roofFindings(lead.roof, today),
      roof_summary: roofSummary(lead.roof, today),
    }
  }

  /** Leads in order from a key on, judged by the real gate where that decides; slices of time keep the loop free. */
  async function* judged(
    sort: Sort,
    like: string | null,
    callable: 'yes' | 'no' | undefined,
    from: Key | null,
  ) {
    let after = from
    let sliceEndsAtMs = performance.now() + SLICE_MS
    for (;;) {
      const rows = rowsAfter[sort](after, like, CHUNK)
      for (const row of rows) {
        const lead = leadOf(row)
        after = keyOf(sort, lead)
        const permission = callable && parts.gate.permission(lead, parts.nowMs())
        if (!permission || permission.allowed === (callable === 'yes')) yield { lead, permission, key: after }
        if (performance.now() < sliceEndsAtMs) continue
        await nextTurn()
        sliceEndsAtMs = performance.now() + SLICE_MS
      }
      if (rows.length < CHUNK) return
    }
  }

  /** The gate's verdict changes with the minute and with what is stored; within both a count is good. */
  function total(like: string | null, callable: 'yes' | 'no' | undefined): Promise<number> {
    if (callable === undefined)
      return Promise.resolve((like === null ? countAll.get() : countLike.get({ like })) as number)
    const version = `${Math.floor(parts.nowMs() / 60_000)} ${stored.get()}`
    const key = `${callable} ${like}`
    const known = totals.get(key)
    if (known?.version === version) return known.total
    if (totals.size > 50) totals.clear()
    const counted = countJudged(like, callable)
    totals.set(key, { version, total: counted })
    return counted
  }

  async function countJudged(like: string | null, callable: 'yes' | 'no'): Promise<number> {
    let found = 0
    for await (const _ of judged('score', like, callable, null)) found++
    return found
  }

  return {
    async list({ q, callable, sort, limit, cursor }) {
      const like = likeOf(q)
      const items: LeadDetail[] = []
      let last: Key | null = null
      let more = false
      for await (const { lead, permission, key } of judged(
        sort,
        like,
        callable,
        decodeCursor(cursor, KeyShape),
      )) {
        more = items.length === limit
        if (more) break
        items.push(detailOf(lead, EVIDENCE_IN_LIST, permission))
        last = key
      }
      return {
        items,
        next_cursor: more && last ? encodeCursor(last) : null,
        total: await total(like, callable),
      }
    },
    get(leadId) {
      const lead = found(leads.get(leadId), 'lead', leadId)
      return detailOf(lead, EVIDENCE_IN_DETAIL)
    },
    async ids({ q, callable }) {
      const found: LeadId[] = []
      for await (const { lead } of judged('score', likeOf(q), callable, null)) {
        found.push(LeadId.parse(lead.leadId))
        if (found.length === MOST_IDS) break
      }
      return found
    },
    detailOf: (lead) => detailOf(lead, EVIDENCE_IN_DETAIL),
    changed: () => totals.clear(),
  }
}

function leadOf(row: unknown): Lead {
  const lead = toLead(row)
  if (!lead) throw new Error('a lead row vanished while it was read')
  return lead
}

const permissionView = ({ allowed, reasons, rulesVersion, nextAllowedAtMs }: GateDecision): Permission => ({
  allowed,
  reasons: [...reasons],
  rules_version: rulesVersion,
  next_allowed_at: nextAllowedAtMs === null ? null : iso(nextAllowedAtMs),
})

const LastCall = z.object({ call_id: z.string(), outcome: z.string().nullable(), at_ms: z.int() })

function toLastCall(row: unknown): LeadDetail['last_call'] {
  if (row === undefined) return null
  const { call_id, outcome, at_ms } = LastCall.parse(row)
  return { call_id, outcome, at: iso(at_ms) }
}
