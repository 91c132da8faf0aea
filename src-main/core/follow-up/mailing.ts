import type { MailingState } from '../../../src-preload/contract/follow-ups.ts'
import type { ActivityLog } from '../activity.ts'
import type { Clock } from '../clock.ts'
import type { Contractor } from '../contractor.ts'
import { messageOf } from '../message-of.ts'
import type { Transactions } from '../transactions.ts'
import type { FollowUp, FollowUpStore } from './follow-up-store.ts'
import type { MailAnswer, MailLine } from './mail-line.ts'
import type { StepFate } from './step-fate.ts'

export interface MailingParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly store: FollowUpStore
  /** Null: a person sends e-mail from their own mail program. */
  readonly line: MailLine | null
  readonly activity: ActivityLog
  readonly contractor: () => Contractor
  readonly over: (followUpId: string, fate: StepFate) => void
  readonly logError: (message: string, fields: Record<string, unknown>) => void
}

const AGAIN_AFTER_MS = 30 * 60_000

/**
 * Sends the e-mail of a step once: the step is taken out of the line before the server is asked, and no answer that
 * leaves the mail's fate open leads to a second one. What nobody knows goes to a person (design invariant 1).
 */
export class Mailing {
  readonly #parts: MailingParts
  readonly #sending = new Set<Promise<void>>()
  readonly #end = new AbortController()
  constructor(parts: MailingParts) {
    this.#parts = parts
  }

  /** E-mails that were being sent when the program ended: the server may have them. */
  recover(): void {
    const { store, transactions } = this.#parts
    for (const followUp of store.mailsBeingSent())
      transactions.run(() => this.#unclear(followUp, 'Ridgeline was closed while it was being sent.'))
  }

  get sendsItself(): boolean {
    return this.state().sent_by === 'ridgeline'
  }

  state(): MailingState {
    const { line, contractor } = this.#parts
    if (!line) return { sent_by: 'person', server: null, from: null, blocked_because: null }
    const about = { server: line.server, from: line.address }
    if (contractor().profile.postal_address !== null)
      return { sent_by: 'ridgeline', ...about, blocked_because: null }
    return {
      sent_by: 'person',
      ...about,
      blocked_because:
        'E-mail that sells must carry your postal address (CAN-SPAM Act). Enter it under Settings, Company; until then each e-mail is a draft for you.',
    }
  }

  /** Within the caller's transaction; it leaves after the commit. */
  send(followUp: FollowUp, to: string, words: { readonly subject: string; readonly text: string }): void {
    const { store, transactions, clock } = this.#parts
    const { followUpId } = followUp
    // The words as they are now: what was sent stays on record, whatever becomes of the template.
    store.change(followUpId, {
      status: 'acting',
      statusReason: `The e-mail to ${to} is being sent.`,
      text: words.text,
      actedAtMs: clock.nowMs(),
    })
    transactions.afterCommit(() => {
      const sending = this.#ask(followUp, { to, subject: words.subject, text: this.#lawful(words.text) })
      this.#sending.add(sending)
      void sending.finally(() => this.#sending.delete(sending))
    })
  }

  async stop(): Promise<void> {
    this.#end.abort()
    await Promise.allSettled(this.#sending)
  }

  /** Who writes, where they are, and how to have no more of it: 15 U.S.C. 7704(a)(3) and (5). */
  #lawful(text: string): string {
    const { legal_name, postal_address } = this.#parts.contractor().profile
    return `${text}\n\n--\n${[legal_name, postal_address].filter(Boolean).join(', ')}\nTo get no more e-mail from us, reply with STOP.`
  }

  /** Never rejects. */
  async #ask(followUp: FollowUp, mail: { to: string; subject: string; text: string }): Promise<void> {
    const { line, contractor, transactions, logError } = this.#parts
    const { followUpId } = followUp
    try {
      if (!line) throw new Error('an e-mail needs a mail server')
      const fromName = contractor().profile.legal_name
      const answer = await line.send({ ...mail, fromName, reference: followUpId }, this.#end.signal)
      transactions.run(() => this.#parts.over(followUpId, this.#fateOf(answer, mail.to)))
    } catch (error) {
      try {
        transactions.run(() => this.#unclear(followUp, messageOf(error)))
      } catch (second) {
        // The step says `acting`: the next start hands it to a person.
        logError('the fate of an e-mail could not be written', { followUpId, detail: String(second) })
      }
    }
  }

  #fateOf(answer: MailAnswer, to: string): StepFate {
    if (answer.sent) return { status: 'done', reason: `The e-mail to ${to} was sent.` }
    const { reason, detail: vendorWords } = answer
    if (answer.because === 'refused') return { status: 'blocked', reason, vendorWords }
    return {
      status: 'waiting',
      reason,
      vendorWords,
      againAtMs: this.#parts.clock.nowMs() + AGAIN_AFTER_MS,
    }
  }

  #unclear(followUp: FollowUp, detail: string): void {
    const { activity, clock, over } = this.#parts
    activity.append(
      'attention_needed',
      'An e-mail may or may not have been sent. It is not sent again; look at it in Follow-ups.',
      { follow_up_id: followUp.followUpId, lead_id: followUp.leadId, detail },
      clock.nowMs(),
    )
    over(followUp.followUpId, {
      status: 'needs_review',
      reason: 'The mail server never said whether it took the e-mail. It is not sent again by itself.',
    })
  }
}
