import type { Clock } from '../clock.ts'
import type { Engine, EngineHealth } from '../engine-health.ts'
import { messageOf } from '../message-of.ts'
import { VendorFailure } from '../vendor-failure.ts'
import type { UseListener } from '../wallet/vendor-cost.ts'
import type { LanguageModel, ReplyPart, ReplyRequest } from './language-model.ts'

export type ModelEngine = LanguageModel & Engine

/** A model that has said nothing by then gets a rival; whoever speaks first is listened to (reliability.md C5). */
const RIVAL_AFTER_MS = 1_600
/** Then nobody is waited for any longer; a slow model speaks up before, and fillers cover the wait. */
const FIRST_PART_DEADLINE_MS = 4_000
/** One failed a moment ago, in this very answer as it were: whoever waits for it has waited already. */
const LATELY_MS = 4_000
const RIVAL_AFTER_FAILURE_MS = 1_000
const STALL_AFTER_FAILURE_MS = 1_000
const DEADLINE_AFTER_FAILURE_MS = 2_400
/** Models that are all known to be broken are not given the time of sound ones. */
const DEADLINE_OF_BROKEN_MS = 1_500
/** They are asked nearly at once. */
const RIVAL_OF_BROKEN_MS = 300
/** All failed in this very moment: the goodbye does not wait for them to fail once more. */
const JUST_FAILED_MS = 1_000
/** A stream that pauses for so long has broken off. */
const STALL_DEADLINE_MS = 1_400

/**
 * Several models as one. The one that answers is chosen before its first part is passed on; after that it is never
 * changed within a reply, for what was said cannot be unsaid.
 */
export const fallbackModel = (health: EngineHealth<ModelEngine>, clock: Clock): LanguageModel => ({
  warmUp: (request, signal, used) => first(health).warmUp(request, signal, used),
  reply: (request, signal, used) => reply(health, clock, request, signal, used),
  writeScript: (prompt, signal) => oneAfterTheOther(health, (engine) => engine.writeScript(prompt, signal)),
  writeOpenings: (prompt, signal) =>
    oneAfterTheOther(health, (engine) => engine.writeOpenings(prompt, signal)),
  summarise: (prompt, signal, used) =>
    oneAfterTheOther(health, (engine) => engine.summarise(prompt, signal, used)),
})

async function* reply(
  health: EngineHealth<ModelEngine>,
  clock: Clock,
  request: ReplyRequest,
  signal: AbortSignal,
  used?: UseListener,
): AsyncGenerator<ReplyPart> {
  const race = new ModelRace(health, clock, (engine, either) => engine.reply(request, either, used), signal)
  const winner = await race.winner()
  if (winner === null) return
  if (race.troubles.length > 0)
    yield { type: 'changed', detail: `${race.troubles.join('; ')}; ${winner.engine.name} answers` }
  yield* restOf(winner, health, clock, signal)
}

/** A model that has given its first part. */
interface Answering {
  readonly engine: ModelEngine
  readonly firstPart: ReplyPart
  readonly rest: AsyncIterator<ReplyPart>
  readonly abort: AbortController
}

async function* restOf(
  { engine, firstPart, rest, abort }: Answering,
  health: EngineHealth<ModelEngine>,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<ReplyPart> {
  let declined = isRefusal(firstPart)
  const stallMs = health.anyFailedWithin(LATELY_MS) ? STALL_AFTER_FAILURE_MS : STALL_DEADLINE_MS
  try {
    if (declined) health.failed(engine)
    yield firstPart
    for (;;) {
      const next = await inTime(clock, stallMs, rest.next())
      if (signal.aborted) return
      if (next === 'late')
        throw new VendorFailure('model', 'timed_out', `${engine.name} stopped in mid-sentence`)
      if (next.done) break
      if (isRefusal(next.value)) {
        // Asked again, it would decline again.
        declined = true
        health.failed(engine)
      }
      yield next.value
    }
    if (!declined) health.worked(engine)
  } catch (error) {
    if (signal.aborted) return
    health.failed(engine)
    throw error
  } finally {
    abort.abort()
  }
}

type AskForReply = (engine: ModelEngine, signal: AbortSignal) => AsyncIterable<ReplyPart>

/** Asks one model after the other until one of them gives a first part; the slow ones may still win. */
class ModelRace {
  /** What went wrong before somebody answered. */
  readonly troubles: string[] = []
  readonly #health: EngineHealth<ModelEngine>
  readonly #clock: Clock
  readonly #askFor: AskForReply
  readonly #signal: AbortSignal
  readonly #waiting: ModelEngine[]
  readonly #asked = new Map<ModelEngine, AbortController>()
  readonly #oneFailedLately: boolean
  #cause: unknown = null
  #settle: (answer: Answering | null) => void = () => {}
  #fail: (error: unknown) => void = () => {}
  readonly #result: Promise<Answering | null>
  #over = false

  constructor(health: EngineHealth<ModelEngine>, clock: Clock, askFor: AskForReply, signal: AbortSignal) {
    this.#health = health
    this.#clock = clock
    this.#askFor = askFor
    this.#signal = signal
    this.#waiting = health.inOrder()
    this.#oneFailedLately = health.anyFailedWithin(LATELY_MS)
    const { first } = health
    if (this.#waiting[0] !== first) this.troubles.push(`${first.name} is out of order`)
    this.#result = new Promise((resolve, reject) => {
      this.#settle = resolve
      this.#fail = reject
    })
  }

  /** Null when nobody wants an answer any more. Throws VendorFailure when no model gives one in time. */
  async winner(): Promise<Answering | null> {
    if (this.#health.allFailedWithin(JUST_FAILED_MS))
      throw new VendorFailure('model', 'unavailable', 'every model has just failed')
    const deadlineMs = this.#health.allBroken
      ? DEADLINE_OF_BROKEN_MS
      : this.#oneFailedLately
        ? DEADLINE_AFTER_FAILURE_MS
        : FIRST_PART_DEADLINE_MS
    const onAbort = () => this.#end(null)
    if (this.#signal.aborted) return null
    this.#signal.addEventListener('abort', onAbort, { once: true })
    const cancelDeadline = this.#clock.wakeAfter(deadlineMs, () => this.#nobodyInTime(deadlineMs))
    const cancels = [cancelDeadline]
    this.#askNext((cancel) => cancels.push(cancel))
    try {
      return await this.#result
    } finally {
      this.#signal.removeEventListener('abort', onAbort)
      for (const cancel of cancels) cancel()
    }
  }

  #askNext(onCancel: (cancel: () => void) => void): void {
    const engine = this.#waiting.shift()
    if (!engine || this.#over) return
    const abort = new AbortController()
    this.#asked.set(engine, abort)
    const patienceMs = this.#patienceMs
    const cancelRival = this.#clock.wakeAfter(patienceMs, () => {
      if (this.#over || this.#waiting.length === 0) return
      this.troubles.push(`${engine.name} said nothing for ${patienceMs} ms`)
      this.#askNext(onCancel)
    })
    onCancel(cancelRival)
    void this.#ask(engine, abort).catch((error: unknown) => {
      cancelRival()
      if (this.#over) return
      this.#cause = error
      this.troubles.push(messageOf(error))
      this.#health.failed(engine)
      this.#asked.delete(engine)
      if (this.#waiting.length > 0) this.#askNext(onCancel)
      else if (this.#asked.size === 0) this.#nobody(messageOf(error))
    })
  }

  get #patienceMs(): number {
    if (this.#health.allBroken) return RIVAL_OF_BROKEN_MS
    return this.#oneFailedLately ? RIVAL_AFTER_FAILURE_MS : RIVAL_AFTER_MS
  }

  async #ask(engine: ModelEngine, abort: AbortController): Promise<void> {
    const either = AbortSignal.any([this.#signal, abort.signal])
    const rest = this.#askFor(engine, either)[Symbol.asyncIterator]()
    const { done, value } = await rest.next()
    if (this.#over) return
    if (done) throw new VendorFailure('model', 'garbled', `${engine.name} answered nothing`)
    if (isRefusal(value) && this.#waiting.length > 0)
      throw new VendorFailure('model', 'refused', `${engine.name} declined to answer`)
    // Whoever was asked before and is slower is not asked first next time.
    for (const other of this.#asked.keys()) {
      if (other === engine) break
      this.#health.failed(other)
    }
    this.#asked.delete(engine)
    this.#end({ engine, firstPart: value, rest, abort })
  }

  #nobodyInTime(deadlineMs: number): void {
    for (const engine of this.#asked.keys()) this.#health.failed(engine)
    this.#nobody(`no model answered within ${deadlineMs} ms`)
  }

  #nobody(reason: string): void {
    this.#stop()
    this.#fail(new VendorFailure('model', 'timed_out', reason, this.#cause))
  }

  #end(answer: Answering | null): void {
    this.#stop()
    this.#settle(answer)
  }

  #stop(): void {
    this.#over = true
    for (const abort of this.#asked.values()) abort.abort()
  }
}

/** A bare timer: this stands between every two words of a reply. */
function inTime<T>(clock: Clock, deadlineMs: number, promise: Promise<T>): Promise<T | 'late'> {
  return new Promise((resolve, reject) => {
    const cancel = clock.wakeAfter(deadlineMs, () => resolve('late'))
    promise.then(resolve, reject).finally(cancel)
  })
}

async function oneAfterTheOther<T>(
  health: EngineHealth<ModelEngine>,
  write: (engine: ModelEngine) => Promise<T>,
): Promise<T> {
  let cause: unknown = null
  for (const engine of health.inOrder()) {
    try {
      return await write(engine)
    } catch (error) {
      cause = error
    }
  }
  throw cause
}

const first = (health: EngineHealth<ModelEngine>): ModelEngine => health.inOrder()[0] ?? health.first

const isRefusal = (part: ReplyPart): boolean => part.type === 'stopped' && part.reason === 'refused'
