import type { ActivityLog } from '../activity.ts'
import type { Clock } from '../clock.ts'
import { phoneWords } from '../count-words.ts'
import type { Transactions } from '../transactions.ts'

/** The do-not-call list, as far as requests to stop need it. */
export interface DoNotCallNumbers {
  /** Lists a number for good, and says so in the activity feed. Doing it again changes nothing. */
  suppress(request: { phone: string; reason: string; source: string }, atMs: number): unknown
  /** The same for a number in E.164 form, without a word in the feed; false when it was listed. */
  suppressQuietly(phone: string, reason: string, source: string, atMs: number): boolean
}

export interface StopRequestParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly activity: ActivityLog
  readonly numbers: DoNotCallNumbers
}

/** So much of what they said is kept as the reason. */
const LETTERS_KEPT = 250

/** Homeowners who ask to be left alone: on the list before anything else happens, with their own words. */
export class StopRequests {
  readonly #parts: StopRequestParts
  constructor(parts: StopRequestParts) {
    this.#parts = parts
  }

  readonly fromCall = (phone: string, words: string, callId: string): void => {
    const { transactions, numbers, clock } = this.#parts
    transactions.run(() =>
      numbers.suppress(
        { phone, reason: `Asked in a call: ${quoted(words)}`, source: `call ${callId}` },
        clock.nowMs(),
      ),
    )
  }

  /** False when the number was on the list already. */
  readonly fromText = (phone: string, words: string, messageId: string): boolean => {
    const { transactions, numbers, activity, clock } = this.#parts
    const reason = `Asked in a text: ${quoted(words)}`
    const source = `text ${messageId}`
    return transactions.run(() => {
      const added = numbers.suppressQuietly(phone, reason, source, clock.nowMs())
      if (added)
        activity.append(
          'do_not_call_added',
          `${phoneWords(phone)} will not be called or written to again`,
          { phone, reason, source },
          clock.nowMs(),
        )
      return added
    })
  }
}

const quoted = (words: string): string => `"${words.slice(0, LETTERS_KEPT)}"`
