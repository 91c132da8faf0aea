import { randomBytes } from 'node:crypto'
import type { DayWindows } from '../../../src-preload/contract/account.ts'
import { type CallingHours, callingHours, overlapOf } from '../../core/compliance/calling-hours.ts'
import { isWritten } from '../../core/compliance/consent-rules.ts'
import type { DecisionInputs } from '../../core/compliance/decide-again.ts'
import { mayCall } from '../../core/compliance/gate.ts'
import type { GateFacts } from '../../core/compliance/gate-facts.ts'
import type { GateDecision, Gatekeeper, TextGatekeeper } from '../../core/compliance/gatekeeper.ts'
import { placeOf, type ZoneTables } from '../../core/compliance/place.ts'
import { mayText, type TextFacts } from '../../core/compliance/text-gate.ts'
import type { Contractor } from '../../core/contractor.ts'
import type { Lead } from '../../core/lead/lead.ts'
import type { PhoneNumbers } from '../../core/lead/phone-numbers.ts'
import { DAY_MS } from '../../core/time.ts'
import { callingRules } from './calling-rules.ts'
import { consentsOfPhone } from './consent-row.ts'
import type { Db } from './database.ts'
import { doNotCallLists } from './do-not-call-lists.ts'
import { evidenceChain } from './evidence-chain.ts'
import { reassignedAnswers } from './reassigned-answers.ts'

export interface GatekeeperParts {
  readonly db: Db
  readonly zoneTables: ZoneTables
  readonly contractor: () => Contractor
  readonly phones: PhoneNumbers
  /** sha256 in hex. */
  readonly hash: (text: string) => string
  /** What the carriers last said of the number that texts come from. */
  readonly registration?: () => TextFacts['registration']
}

export interface AuditedGatekeeper extends Gatekeeper {
  readonly texts: TextGatekeeper
  /** Null when every decision still hashes to what was written; else the first that does not. */
  verifyChain(): { readonly decisionNo: number; readonly decisionId: string } | null
}

const MOST_REMEMBERED_HOURS = 30
const THIRTY_DAYS_MS = 30 * DAY_MS

export function sqliteGatekeeper({
  db,
  zoneTables,
  contractor,
  phones,
  hash,
  registration = () => null,
}: GatekeeperParts): AuditedGatekeeper {
  const consents = consentsOfPhone(db)
  const suppression = db.prepare('SELECT at_ms AS atMs, reason FROM suppression WHERE phone = ?')
  const attempts = db
    .prepare(
      'SELECT started_at_ms FROM voice_call WHERE phone = ? AND started_at_ms > ? AND call_id IS NOT ?',
    )
    .pluck()
  // A person goes by the lead as well as by the number: either may have been changed since.
  const inspection = db
    .prepare(
      `SELECT min(b.starts_at_ms) FROM voice_call v JOIN voice_booking b ON b.call_id = v.call_id AND b.status = 'confirmed'
       WHERE (v.phone = +@phone OR v.lead_id = +@leadId) AND b.ends_at_ms > +@nowMs AND v.call_id IS NOT +@callId
         AND @about <> 'inspection'
         AND NOT EXISTS (SELECT 1 FROM voice_call asking WHERE asking.call_id = +@callId AND asking.purpose = 'inspection')`,
    )
    .pluck()
  const refusal = db.prepare(
    `SELECT outcome AS said, coalesce(ended_at_ms, started_at_ms) AS atMs FROM voice_call
     WHERE (phone = +@phone OR lead_id = +@leadId AND outcome = 'not_interested')
       AND outcome IN ('wrong_number', 'not_interested') AND call_id IS NOT +@callId
     ORDER BY atMs DESC LIMIT 1`,
  )
  const texts = db
    .prepare(
      `SELECT at_ms FROM text_message WHERE phone = ? AND at_ms > ? AND direction = 'out' AND answers_id IS NULL AND status <> 'refused'`,
    )
    .pluck()
  const { ownRules } = callingRules(db)
  const { registries } = doNotCallLists(db)
  const { answerAbout } = reassignedAnswers(db)
  const chain = evidenceChain(db, hash)
  const hoursOfContractor = rememberedHours()

  /** All that is on record about this number. The call that asks is not its own earlier attempt. */
  function factsOf(
    lead: Lead,
    callId: string | null,
    nowMs: number,
    narrower: DayWindows | null,
    about: 'offer' | 'inspection' = 'offer',
  ): { facts: GateFacts; hours: CallingHours; windows: DayWindows } {
    const { contractorId, profile } = contractor()
    const place = placeOf(zoneTables, lead.address, lead.phone)
    const facts: GateFacts = {
      nowMs,
      phone: lead.phone,
      phoneKind: phones.kindOf(lead.phone),
      place,
      legalName: profile.legal_name,
      confirmedStates: profile.confirmed_states,
      consents: consents(lead.phone),
      suppression: (suppression.get(lead.phone) as GateFacts['suppression'] | undefined) ?? null,
      callerId: profile.caller_id,
      callbackNumber: profile.callback_number,
      rules: ownRules(contractorId),
      registries: registries(lead.phone, place.states),
      reassigned: answerAbout(lead.phone),
      attemptsMs: attempts.all(lead.phone, nowMs - THIRTY_DAYS_MS, callId) as number[],
      textsMs: texts.all(lead.phone, nowMs - THIRTY_DAYS_MS) as number[],
      inspectionAtMs: inspection.get({
        phone: lead.phone,
        leadId: lead.leadId,
        nowMs,
        callId,
        about,
      }) as number | null,
      refusal:
        (refusal.get({ phone: lead.phone, leadId: lead.leadId, callId }) as
          | GateFacts['refusal']
          | undefined) ?? null,
    }
    const windows = narrower ? overlapOf(profile.calling_windows, narrower) : profile.calling_windows
    return { facts, hours: hoursOfContractor(windows), windows }
  }

  function keep(
    lead: Lead,
    moment: 'queue' | 'dial' | 'text',
    callId: string | null,
    decision: GateDecision,
    inputs: DecisionInputs,
  ) {
    const evidenceId = `gate_${randomBytes(12).toString('hex')}`
    chain.append({
      decision_id: evidenceId,
      lead_id: lead.leadId,
      call_id: callId,
      at_ms: Math.round(inputs.facts.nowMs),
      moment,
      allowed: decision.allowed ? 1 : 0,
      reasons: JSON.stringify(decision.reasons),
      inputs: JSON.stringify(inputs),
      rules_version: decision.rulesVersion,
    })
    return { ...decision, evidenceId }
  }

  const gateWithin = (narrower: DayWindows | null, about: 'offer' | 'inspection' = 'offer'): Gatekeeper => ({
    within: gateWithin,
    permission(lead, nowMs, callId = null) {
      const { facts, hours } = factsOf(lead, callId, nowMs, narrower, about)
      return mayCall(facts, hours)
    },
    decide(lead, moment, callId, nowMs) {
      const { facts, hours, windows } = factsOf(lead, callId, nowMs, narrower, about)
      return keep(lead, moment, callId, mayCall(facts, hours), inputsOf(facts, windows, contractor()))
    },
  })

  const textsWithin = (narrower: DayWindows | null): TextGatekeeper => ({
    within: textsWithin,
    permission(lead, about, nowMs) {
      const { facts, hours } = factsOf(lead, null, nowMs, narrower)
      return mayText(facts, { about, registration: registration() }, hours)
    },
    decide(lead, about, messageId, nowMs) {
      const { facts, hours, windows } = factsOf(lead, null, nowMs, narrower)
      const text = { about, registration: registration(), messageId }
      const inputs = { ...inputsOf(facts, windows, contractor()), text }
      return keep(lead, 'text', null, mayText(facts, text, hours), inputs)
    },
  })

  return { ...gateWithin(null), texts: textsWithin(null), verifyChain: chain.verify }
}

/** The inputs as evidence: all that the gate was told, and the ground on which the registries were passed. */
function inputsOf(
  facts: GateFacts,
  callingWindows: DayWindows,
  { contractorId }: Contractor,
): DecisionInputs {
  return {
    facts,
    callingWindows,
    contractorId,
    registryGround: isWritten(facts) ? 'prior express written consent that names the seller' : null,
  }
}

/** Windows change rarely, and few campaigns have their own; their remembered openings serve a whole list of leads. */
function rememberedHours(): (windows: DayWindows) => CallingHours {
  const known = new Map<string, CallingHours>()
  return (windows) => {
    const key = JSON.stringify(windows)
    let hours = known.get(key)
    if (!hours) {
      if (known.size >= MOST_REMEMBERED_HOURS) known.clear()
      hours = callingHours(windows)
      known.set(key, hours)
    }
    return hours
  }
}
