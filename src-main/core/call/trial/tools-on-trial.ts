import type { ContractorProfile } from '../../../../src-preload/contract/account.ts'
import type { RehearsedCall } from '../../../../src-preload/contract/rehearsals.ts'
import { freeSlots, type Slot } from '../../booking/slots.ts'
import type { CallTools } from '../../conversation/tools.ts'
import { callTools } from '../live/call-tools.ts'

/** The real tools in a call that is only rehearsed: they answer as in life and write nothing down. */
export class ToolsOnTrial implements CallTools {
  readonly #tools: CallTools
  #inspection: Slot | null = null
  /** Everything the tools have told the agent, which it may therefore say. */
  readonly told: string[] = []
  /** What came of the call by the agent's own doing. */
  result: RehearsedCall['result'] | null = null
  /** A request to stop calling was honoured. */
  suppressed = false

  constructor(profile: ContractorProfile, nowMs: () => number) {
    this.#tools = callTools({
      nowMs,
      timeZone: profile.time_zone,
      freeSlots: () =>
        freeSlots({
          nowMs: nowMs(),
          timeZone: profile.time_zone,
          workingHours: profile.working_hours,
          crews: profile.crews,
          location: null,
          taken: [],
        }),
      offer: () => {},
      inspection: () => this.#inspection,
      book: (slot) => this.#agree(slot),
      reschedule: (slot) => this.#agree(slot),
      cancelInspection: () => {
        this.#inspection = null
        this.result = 'not_interested'
      },
      scheduleCallback: (words) => {
        this.result ??= 'callback'
        return { spoken: words, written: words }
      },
      markNotInterested: () => {
        this.result ??= 'not_interested'
      },
      suppress: () => this.suppress(),
      note: () => {},
      endCall: (reason) => {
        if (reason === 'wrong_number') this.result ??= 'wrong_number'
      },
    })
  }

  #agree(slot: Slot): boolean {
    this.#inspection = slot
    this.result = 'booked'
    return true
  }

  suppress(): void {
    this.suppressed = true
    this.result = 'do_not_call'
  }

  run: CallTools['run'] = async (...asked) => {
    const outcome = await this.#tools.run(...asked)
    this.told.push(outcome.content)
    return outcome
  }
}
