import type { Mail, MailAnswer, MailLine } from '../../src-main/core/follow-up/mail-line.ts'
import { VendorFailure } from '../../src-main/core/vendor-failure.ts'
import { dice, hashText } from '../../src-main/practice/chance.ts'
import type { VirtualClock } from '../../src-main/rehearsal/virtual-clock.ts'

/** An e-mail as the server was asked to send it. */
export interface AskedMail {
  readonly reference: string
  readonly to: string
  readonly text: string
  readonly atMs: number
  readonly taken: boolean
}

/** Of a hundred e-mails; the rest is sent. */
const NOT_NOW = 4
const REFUSED = 2
const NO_ANSWER = 2

/** The contractor's mail server. It lives through every crash of Ridgeline. */
export class WeekMail implements MailLine {
  readonly server = 'mail.example.com'
  readonly address = 'office@example.com'
  readonly asked: AskedMail[] = []
  readonly #clock: VirtualClock
  readonly #seed: number

  constructor(clock: VirtualClock, seed: number) {
    this.#clock = clock
    this.#seed = seed
  }

  /** Rejects where the mail goes out and the answer does not come back. */
  async send({ to, text, reference }: Mail): Promise<MailAnswer> {
    const chance = dice(hashText(`${this.#seed} mail ${to} ${this.asked.length}`))
    const luck = chance() * 100
    const because = luck < NOT_NOW ? 'not-now' : luck < NOT_NOW + REFUSED ? 'refused' : null
    this.asked.push({ reference, to, text, atMs: this.#clock.nowMs(), taken: because === null })
    if (because) return { sent: false, because, reason: 'Not taken.', detail: because }
    if (chance() * 100 < NO_ANSWER) throw new VendorFailure('mail', 'unclear', 'the line to the server broke')
    return { sent: true }
  }
}
