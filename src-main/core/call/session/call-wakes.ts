import type { Clock } from '../../clock.ts'
import { messageOf } from '../../message-of.ts'

export interface CallWakesParts {
  readonly clock: Clock
  readonly log: (message: string, fields: Record<string, unknown>) => void
}

/** What a call does later: none of it comes after the call's end, and a step that fails ends nothing else. */
export class CallWakes {
  readonly #callId: string
  readonly #parts: CallWakesParts
  readonly #cancels: (() => void)[] = []

  constructor(callId: string, parts: CallWakesParts) {
    this.#callId = callId
    this.#parts = parts
  }

  readonly after = (delayMs: number, step: () => void | Promise<void>): void => {
    const wake = async () => {
      try {
        await step()
      } catch (error) {
        this.#parts.log('a step of a call failed', { callId: this.#callId, detail: messageOf(error) })
      }
    }
    this.#cancels.push(this.#parts.clock.wakeAfter(delayMs, () => void wake()))
  }

  cancelAll(): void {
    for (const cancel of this.#cancels) cancel()
  }
}
