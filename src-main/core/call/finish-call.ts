import type { CallOutcome } from '../../../src-preload/contract/calls.ts'
import type { ActivityLog } from '../activity.ts'
import type { Clock } from '../clock.ts'
import { pause } from '../clock.ts'
import type { LanguageModel } from '../conversation/language-model.ts'
import { type PromptTemplates, summaryPrompt } from '../conversation/prompts.ts'
import type { FollowUpStore } from '../follow-up/follow-up-store.ts'
import type { Transactions } from '../transactions.ts'
import { type Ledger, settleCall } from '../wallet/wallet.ts'
import type { CallRecord, CallStore } from './call-record.ts'
import type { EndedCall } from './call-session.ts'
import { interestOf, outcomeOf, plainSummary } from './outcome.ts'

export interface FinishParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly ledger: Ledger
  readonly followUps: FollowUpStore
  readonly activity: ActivityLog
  readonly model: LanguageModel
  readonly templates: PromptTemplates
  readonly ended: (callId: string) => void
}

const SUMMARY_TIMEOUT_MS = 30_000
const DAY_MS = 86_400_000

/**
 * Writes the end of a call: outcome, money and follow-up in one transaction, at once and without any model;
 * then Claude's summary, when it comes. A crash between the two loses only the nicer wording.
 */
export function finishCall(end: EndedCall, parts: FinishParts): void {
  const nowMs = parts.clock.nowMs()
  const outcome = end.facts.endReason === 'unclear' ? 'needs_review' : outcomeOf(end.facts, end.event.cause)
  const record = parts.transactions.run(() => {
    const before = parts.calls.get(end.callId)
    if (!before || before.status === 'ended') return null
    const talkMs = before.answeredAtMs === null ? 0 : Math.max(0, nowMs - before.answeredAtMs)
    const costCents = settleCall(parts.ledger, end.callId, talkMs, nowMs)
    const actions = end.turns.flatMap((turn) => turn.actions)
    const { summary, nextSteps } = plainSummary(outcome, end.context.lead.name, actions)
    followUp(end, outcome, parts, nowMs)
    return parts.calls.change(end.callId, {
      status: 'ended',
      outcome,
      interest: interestOf(outcome),
      answeredBy: end.facts.answeredBy,
      endedAtMs: nowMs,
      talkMs,
      costCents,
      settledAtMs: nowMs,
      summary,
      nextSteps,
      endReason: reasonOf(end),
    })
  })
  if (!record) return
  parts.ended(end.callId)
  void summarise(end, record, parts)
}

async function summarise(end: EndedCall, record: CallRecord, parts: FinishParts): Promise<void> {
  if (end.facts.homeownerTurns > 0 && end.facts.answeredBy !== 'machine') {
    const timeout = new AbortController()
    try {
      const written = await Promise.race([
        parts.model.summarise(
          summaryPrompt(parts.templates, end.turns, record.outcome ?? 'unknown'),
          timeout.signal,
        ),
        pause(parts.clock, SUMMARY_TIMEOUT_MS, timeout.signal).then(() => null),
      ])
      if (written) {
        parts.calls.change(end.callId, {
          summary: written.summary,
          nextSteps: written.nextSteps,
          // The model may judge interest; what happened is judged by the facts.
          interest: record.outcome === 'booked' ? 'hot' : written.interest,
        })
      }
    } catch {
      parts.calls.change(end.callId, {
        engineNotes: [
          ...record.engineNotes,
          'Claude was not available for the summary; it was written from the facts.',
        ],
      })
    } finally {
      timeout.abort()
    }
  }
  const finished = parts.calls.get(end.callId) ?? record
  parts.activity.append(
    'voice_call_completed',
    `${end.context.lead.name}: ${(finished.outcome ?? 'ended').replaceAll('_', ' ')}`,
    {
      call_id: finished.callId,
      campaign_id: finished.campaignId,
      lead_id: finished.leadId,
      outcome: finished.outcome,
      interest: finished.interest,
      duration_seconds: (finished.talkMs ?? 0) / 1_000,
      cost_cents: finished.costCents,
      summary: finished.summary,
    },
    parts.clock.nowMs(),
  )
}

function followUp(end: EndedCall, outcome: CallOutcome, { followUps }: FinishParts, nowMs: number): void {
  if (outcome !== 'no_answer' && outcome !== 'busy' && outcome !== 'voicemail') return
  followUps.add(
    {
      leadId: end.context.lead.leadId,
      callId: end.callId,
      channel: 'call',
      reason:
        outcome === 'no_answer'
          ? 'Nobody answered'
          : outcome === 'busy'
            ? 'The line was busy'
            : 'A voicemail answered',
      dueAtMs: nowMs + DAY_MS,
    },
    nowMs,
  )
}

function reasonOf({ facts, event }: EndedCall): string | null {
  if (facts.endReason === 'unclear')
    return `The carrier's answer to the dial was lost (${event.detail}). Check with the carrier; it will not be dialed again.`
  if (facts.endReason === 'failed') return event.detail
  if (facts.endReason === 'shutdown') return 'Ridgeline was closed during the call.'
  if (facts.endReason === 'trouble') return 'A technical problem ended the call.'
  if (event.cause === 'time_limit') return "The carrier's time limit ended the call."
  if (event.cause === 'unreachable') return 'The number cannot be reached.'
  return null
}
