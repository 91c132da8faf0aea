import type { CallOutcome } from '../../../../src-preload/contract/calls.ts'
import type { ActivityLog } from '../../activity.ts'
import { type Clock, pause } from '../../clock.ts'
import type { LanguageModel } from '../../conversation/language-model.ts'
import { type PromptTemplates, summaryPrompt } from '../../conversation/prompts.ts'
import type { FollowUps } from '../../follow-up/follow-ups.ts'
import type { Transactions } from '../../transactions.ts'
import { creditFaults } from '../../wallet/fault-credit.ts'
import type { VendorBooks } from '../../wallet/vendor-books.ts'
import { type Ledger, settleCall } from '../../wallet/wallet.ts'
import type { EndedCall } from '../call-facts.ts'
import type { CallChanges, CallRecord, CallStore } from '../call-record.ts'
import { withConfirmation } from './booking-confirmation.ts'
import { endReason, endTitle } from './end-words.ts'
import { interestAfter, interestOf, outcomeOf, plainSummary } from './outcome.ts'
import { requestToStop } from './request-to-stop.ts'
import { talkMsOf } from './talk-time.ts'

export interface FinishParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly ledger: Ledger
  readonly books: VendorBooks
  readonly followUps: Pick<FollowUps, 'undecided'>
  readonly activity: ActivityLog
  readonly model: LanguageModel
  readonly templates: PromptTemplates
  readonly suppress: (phone: string, words: string, callId: string) => void
  readonly log: (message: string, fields: Record<string, unknown>) => void
  readonly ended: (callId: string) => void
}

const SUMMARY_TIMEOUT_MS = 30_000

/**
 * Writes the end of a call: outcome and money in one transaction, at once and without any model;
 * then Claude's summary, when it comes. A crash between the two loses only the nicer wording.
 */
export function finishCall(end: EndedCall, parts: FinishParts): void {
  const { transactions, calls } = parts
  const nowMs = parts.clock.nowMs()
  transactions.run(() => {
    const before = calls.get(end.callId)
    if (!before || before.status === 'ended') return
    const outcome = outcomeAfterAll(end, before, parts)
    const answered = { oursMs: before.answeredAtMs, carrierMs: end.carrierAnsweredAtMs }
    const talkMs = talkMsOf(answered, end.event, nowMs)
    const costCents = settleCall(parts.ledger, end.callId, talkMs, nowMs)
    parts.books.keep(end.callId)
    const actions = end.turns.flatMap((turn) => turn.actions)
    const { summary, nextSteps } = withConfirmation(
      plainSummary(outcome, end.context.lead.name, end.facts.answered, actions),
      { engine: before.engine, outcome },
      end.turns,
    )
    const record = calls.change(end.callId, {
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
      endReason: endReason(end, outcome),
    })
    creditFaults(end.callId, parts, nowMs)
    tell('voice_call_completed', endTitle(end.context.lead.name, end, outcome), record, parts)
    transactions.afterCommit(() => {
      parts.ended(end.callId)
      parts.books.ended(end.callId)
      void summarise(end, record, parts)
    })
  })
}

/** What happened, after the transcript was read once more for a request that nobody heard while it was said. */
function outcomeAfterAll(
  { facts, event, turns }: EndedCall,
  call: CallRecord,
  parts: FinishParts,
): CallOutcome {
  const words = facts.optedOut ? null : requestToStop(turns)
  if (words !== null) parts.suppress(call.phone, words, call.callId)
  if (words === null && facts.endReason === 'unclear') return 'needs_review'
  return outcomeOf({ ...facts, optedOut: facts.optedOut || words !== null }, event.cause)
}

async function summarise(end: EndedCall, record: CallRecord, parts: FinishParts): Promise<void> {
  if (end.facts.homeownerTurns === 0 || end.facts.answeredBy === 'machine') return
  try {
    const changes = await summaryOf(end, record, parts)
    parts.transactions.run(() => {
      const summarized = parts.calls.change(end.callId, changes)
      parts.followUps.undecided(summarized)
      tell(
        'voice_call_summarized',
        `The summary of the call with ${end.context.lead.name} is written`,
        summarized,
        parts,
      )
    })
  } catch (error) {
    // The facts are stored; only the nicer wording is lost.
    parts.log('a summary could not be kept', { callId: end.callId, detail: String(error) })
  }
}

/** What the model makes of the call; where it is not to be had, only a note that says so. */
async function summaryOf(end: EndedCall, record: CallRecord, parts: FinishParts): Promise<CallChanges> {
  const timeout = new AbortController()
  try {
    const summary = await Promise.race([
      parts.model.summarise(
        summaryPrompt(parts.templates, end.turns, record.outcome ?? 'unknown'),
        timeout.signal,
        parts.books.counter(end.callId),
      ),
      pause(parts.clock, SUMMARY_TIMEOUT_MS, timeout.signal).then(() => null),
    ])
    if (summary === null) throw new Error('the summary took too long')
    return {
      ...withConfirmation({ summary: summary.summary, nextSteps: summary.nextSteps }, record, end.turns),
      // The model may judge interest; what happened, and whether they may be contacted, is judged by the facts.
      interest: interestAfter(record.outcome, summary.interest, homeownerSaid(end)),
      ...(record.outcome === 'do_not_call' && { nextSteps: record.nextSteps }),
    }
  } catch {
    const note = 'Claude was not available for the summary; it was written from the facts.'
    return { engineNotes: [...(parts.calls.get(end.callId)?.engineNotes ?? []), note] }
  } finally {
    timeout.abort()
  }
}

const homeownerSaid = ({ turns }: EndedCall): string[] =>
  turns.flatMap(({ speaker, text }) => (speaker === 'homeowner' ? [text] : []))

function tell(
  type: 'voice_call_completed' | 'voice_call_summarized',
  title: string,
  call: CallRecord,
  { activity, clock }: FinishParts,
): void {
  activity.append(
    type,
    title,
    {
      call_id: call.callId,
      campaign_id: call.campaignId,
      lead_id: call.leadId,
      outcome: call.outcome,
      interest: call.interest,
      duration_seconds: (call.talkMs ?? 0) / 1_000,
      cost_cents: call.costCents,
      summary: call.summary,
    },
    clock.nowMs(),
  )
}
