import type { HostedEngine, HostedReport } from './hosted-engine.ts'

export interface HostedAccountParts {
  readonly engine: Pick<HostedEngine, 'report'>
  readonly engineCallId: () => string | null
  readonly wake: (delayMs: number, step: () => void | Promise<void>) => void
  readonly hasEnded: () => boolean
  readonly came: (report: HostedReport) => void
  /** The call is over, and its account is not waited for any longer. */
  readonly givenUp: () => void
}

/** The engine's account follows the end of a call; it is asked for when it does not. */
const REPORT_WITHIN_MS = 12_000
/** A call that is over keeps its place no longer than this; its account is taken whenever it comes. */
const REPORT_GIVEN_UP_MS = 75_000
/** Messages get lost: the engine is asked this often whether a call is still up. */
const LOOK_EVERY_MS = 20_000

/** The engine's account of one call, for which it is asked whenever its messages may have been lost. */
export class HostedAccount {
  readonly #parts: HostedAccountParts
  #callIsOver = false

  constructor(parts: HostedAccountParts) {
    this.#parts = parts
  }

  get callIsOver(): boolean {
    return this.#callIsOver
  }

  /** From the dial on. */
  watch(): void {
    this.#parts.wake(LOOK_EVERY_MS, async () => {
      this.watch()
      await this.ask()
    })
  }

  async ask(): Promise<void> {
    const { engine, engineCallId, hasEnded, came } = this.#parts
    const id = engineCallId()
    if (hasEnded() || id === null) return
    const report = await engine.report(id)
    if (report && !hasEnded()) came(report)
  }

  /** The engine said so: its account is to follow. */
  callEnded(): void {
    this.#callIsOver = true
    this.#parts.wake(REPORT_WITHIN_MS, () => this.ask())
    this.#parts.wake(REPORT_GIVEN_UP_MS, () => this.#parts.givenUp())
  }
}
