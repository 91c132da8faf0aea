import { type Clock, pause } from './clock.ts'
import type { Engine, EngineHealth } from './engine-health.ts'
import { messageOf } from './message-of.ts'
import { unlessAborted } from './unless-aborted.ts'
import { VendorFailure } from './vendor-failure.ts'

export interface Openable {
  close(): void
}

export interface Opening<E, Session> {
  /** What is opened, in the words of a trouble: "recogniser", "voice". */
  readonly what: string
  readonly open: (engine: E, signal: AbortSignal) => Promise<Session>
  readonly signal: AbortSignal
  /** An engine whose session is not open by then is passed over. */
  readonly connectWithinMs: number
  /** One that connects well enough and does not do its work. */
  readonly except?: E | null
  /** How long to go on trying when every engine refuses at once, as in a short break of the network. */
  readonly patienceMs: number
}

const BETWEEN_ROUNDS_MS = 500

/** A session of the first engine that gives one in time. Throws VendorFailure when none does. */
export async function openFirst<E extends Engine, Session extends Openable>(
  health: EngineHealth<E>,
  clock: Clock,
  { what, open, signal, connectWithinMs, except = null, patienceMs }: Opening<E, Session>,
): Promise<{ engine: E; session: Session }> {
  const giveUpAtMs = clock.monotonicMs() + patienceMs
  let cause: unknown = null
  let reasons: string[] = []
  let isRefusedAtOnce = true
  do {
    if (cause !== null) await pause(clock, BETWEEN_ROUNDS_MS, signal)
    reasons = []
    for (const engine of health.inOrder()) {
      if (engine === except) continue
      const askedAtMs = clock.monotonicMs()
      try {
        const session = await openInTime(clock, connectWithinMs, signal, (inTime) => open(engine, inTime))
        return { engine, session }
      } catch (error) {
        if (signal.aborted) throw error
        cause = error
        reasons.push(`${engine.name}: ${messageOf(error)}`)
        isRefusedAtOnce &&= clock.monotonicMs() - askedAtMs < connectWithinMs
        health.failed(engine)
      }
    }
  } while (isRefusedAtOnce && clock.monotonicMs() + BETWEEN_ROUNDS_MS < giveUpAtMs)
  throw new VendorFailure(what, 'unavailable', `no ${what} can be reached: ${reasons.join('; ')}`, cause)
}

/**
 * What `open` gives, if it gives it within the deadline and before `signal` fires. Rejects otherwise, and whatever
 * still comes later is closed.
 */
export async function openInTime<Session extends Openable>(
  clock: Clock,
  deadlineMs: number,
  signal: AbortSignal,
  open: (signal: AbortSignal) => Promise<Session>,
): Promise<Session> {
  const late = new AbortController()
  const cancel = clock.wakeAfter(deadlineMs, () => late.abort(new Error(`not ready after ${deadlineMs} ms`)))
  const either = AbortSignal.any([signal, late.signal])
  const opening = open(either)
  let waiting = true
  void opening.then(
    (opened) => {
      if (!waiting) opened.close()
    },
    () => {},
  )
  try {
    return await unlessAborted(opening, either)
  } catch (error) {
    waiting = false
    throw error
  } finally {
    cancel()
  }
}
