import type { Clock } from '../clock.ts'
import type { HostedEngine, HostedReport } from './hosted-engine.ts'

export interface HostedAccountParts {
  readonly clock: Clock
  readonly engine: Pick<HostedEngine, 'report'>
  readonly engineCallId: () => string | null
  readonly wake: (delayMs: number, step: () => void | Promise<void>) => void
  readonly hasEnded: () => boolean
  readonly came: (report: HostedReport) => void
  /** No account is waited for any longer. */
  readonly givenUp: (without: MissingAccount) => void
}

export interface MissingAccount {
  /** The engine told of the end and no more, or it knows of the call no longer. */
  readonly because: 'not-told' | 'forgotten'
  /** The last moment, by our clock, of which the engine told that the call was up, or that it was over. */
  readonly upUntilMs: number
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
  #upUntilMs: number
  #forgottenAtMs: number | null = null

  constructor(parts: HostedAccountParts) {
    this.#parts = parts
    this.#upUntilMs = parts.clock.nowMs()
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
    const told = await engine.report(id)
    if (hasEnded()) return
    if (told === 'alive') return this.heardOf()
    if (told === 'unknown') return this.#forgotten()
    came(told)
  }

  /** The engine told something of the call. */
  heardOf(): void {
    this.#forgottenAtMs = null
    if (!this.#callIsOver) this.#upUntilMs = this.#parts.clock.nowMs()
  }

  /** The engine said so: its account is to follow. */
  callEnded(): void {
    const { wake, givenUp } = this.#parts
    this.heardOf()
    this.#callIsOver = true
    wake(REPORT_WITHIN_MS, () => this.ask())
    wake(REPORT_GIVEN_UP_MS, () => givenUp({ because: 'not-told', upUntilMs: this.#upUntilMs }))
  }

  /** Once may be a moment's trouble at the engine; what it does not know a while later either is gone. */
  #forgotten(): void {
    const { clock, wake, givenUp } = this.#parts
    const nowMs = clock.monotonicMs()
    if (this.#forgottenAtMs === null) {
      this.#forgottenAtMs = nowMs
      wake(REPORT_WITHIN_MS, () => this.ask())
    } else if (nowMs - this.#forgottenAtMs >= REPORT_WITHIN_MS)
      givenUp({ because: 'forgotten', upUntilMs: this.#upUntilMs })
  }
}
