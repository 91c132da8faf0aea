import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../rehearsal/virtual-clock.ts'
import { EngineHealth } from '../engine-health.ts'
import { fallbackModel, type ModelEngine } from './fallback-model.ts'
import type { LanguageModel, ReplyPart, ReplyRequest } from './language-model.ts'

const request: ReplyRequest = { system: '', tools: [], messages: [] }
const usage = { inputTokens: 0, cachedTokens: 0, cacheWriteTokens: 0, outputTokens: 0 }
const stopped: ReplyPart = { type: 'stopped', reason: 'finished', usage }
const text = (words: string): ReplyPart => ({ type: 'text', text: words })

type Step = ReplyPart | number | Error

/** A model that plays one script per request: parts, waits in milliseconds, and failures. */
class PlayedModel implements ModelEngine {
  readonly name: string
  readonly signals: AbortSignal[] = []
  script: readonly Step[]
  readonly #clock: VirtualClock
  warmUp = async () => {}
  writeScript = () => Promise.reject(new Error(`${this.name} writes no scripts`))
  writeOpenings: LanguageModel['writeOpenings'] = async () => []
  summarise = () => Promise.reject(new Error(`${this.name} summarises nothing`))
  probe = async () => {}

  constructor(name: string, clock: VirtualClock, script: readonly Step[]) {
    this.name = name
    this.#clock = clock
    this.script = script
  }

  async *reply(_: ReplyRequest, signal: AbortSignal): AsyncGenerator<ReplyPart> {
    this.signals.push(signal)
    for (const step of this.script) {
      if (step instanceof Error) throw step
      if (typeof step === 'number')
        await new Promise<void>((resolve) => void this.#clock.wakeAfter(step, resolve))
      else yield step
      if (signal.aborted) return
    }
  }
}

function scene(first: readonly Step[], second: readonly Step[]) {
  const clock = new VirtualClock()
  const [a, b] = [new PlayedModel('A', clock, first), new PlayedModel('B', clock, second)]
  const health = new EngineHealth<ModelEngine>([a, b], clock)
  const model = fallbackModel(health, clock)
  const parts: { part: ReplyPart; atMs: number }[] = []
  const ask = async (signal = new AbortController().signal) => {
    for await (const part of model.reply(request, signal)) parts.push({ part, atMs: clock.monotonicMs() })
  }
  const words = () => parts.map(({ part }) => (part.type === 'text' ? part.text : part.type)).join(' ')
  return { clock, a, b, health, model, parts, ask, words }
}

describe('a model with another behind it', () => {
  it('answers alone while it is quick enough', async () => {
    const { clock, b, ask, words } = scene([600, text('Good'), text('day.'), stopped], [text('No.'), stopped])
    void ask()
    await clock.run(1_000)
    expect(words()).toBe('Good day. stopped')
    expect(b.signals).toHaveLength(0)
    expect(clock.pending).toBe(0)
  })

  it('is replaced at once when it refuses, before anything was said', async () => {
    const { clock, a, ask, parts, words, health } = scene(
      [new Error('overloaded')],
      [300, text('Good.'), stopped],
    )
    void ask()
    await clock.run(1_000)
    expect(words()).toBe('changed Good. stopped')
    expect(parts[0]?.part).toEqual({ type: 'changed', detail: 'overloaded; B answers' })
    expect(health.isBroken(a)).toBe(true)
    health.stop()
  })

  it('gets a rival when it is late, and whoever speaks first is listened to', async () => {
    const { clock, a, ask, parts, words, health } = scene(
      [9_000, text('Late.')],
      [300, text('Good.'), stopped],
    )
    void ask()
    await clock.run(3_000)
    expect(words()).toBe('changed Good. stopped')
    expect(parts[0]?.atMs).toBeLessThanOrEqual(1_940)
    expect(a.signals[0]?.aborted).toBe(true)
    health.stop()
  })

  it('may still win against its rival, which is no reason to call the rival broken', async () => {
    const { clock, b, ask, words, health } = scene([1_800, text('Good.'), stopped], [3_000, text('Late.')])
    void ask()
    await clock.run(3_000)
    expect(words()).toBe('changed Good. stopped')
    expect(b.signals[0]?.aborted).toBe(true)
    expect(health.isBroken(b)).toBe(false)
  })

  it('is never changed once something of it was passed on', async () => {
    const { clock, b, ask, words, health } = scene(
      [100, text('We'), new Error('broke off')],
      [text('No.'), stopped],
    )
    const asked = ask()
    const failed = expect(asked).rejects.toThrow('broke off')
    await clock.run(500)
    await failed
    expect(words()).toBe('We')
    expect(b.signals).toHaveLength(0)
    health.stop()
  })

  it('that stops in the middle is not waited for', async () => {
    const { clock, ask, health } = scene([100, text('We'), 60_000, text('come.')], [text('No.'), stopped])
    const asked = ask()
    const failed = expect(asked).rejects.toThrow('A stopped in mid-sentence')
    await clock.run(2_700)
    await failed
    health.stop()
  })

  it('is replaced when it declines to answer', async () => {
    const refused: ReplyPart = { type: 'stopped', reason: 'refused', usage }
    const { clock, ask, words, health } = scene([100, refused], [100, text('Good.'), stopped])
    void ask()
    await clock.run(500)
    expect(words()).toBe('changed Good. stopped')
    health.stop()
  })

  it('fails when nobody answers in time, and sooner when everybody was known to be broken', async () => {
    const { clock, ask, health } = scene([60_000], [60_000])
    let failedAtMs: number[] = []
    const note = () => void failedAtMs.push(clock.monotonicMs())
    void ask().catch(note)
    await clock.run(6_000)
    expect(failedAtMs).toEqual([4_000])
    failedAtMs = []
    void ask().catch(note)
    await clock.run(2_000)
    expect(failedAtMs).toEqual([7_500])
    health.stop()
  })

  it('fails at once when everybody has failed this very moment', async () => {
    const { clock, a, ask, health } = scene([new Error('overloaded')], [new Error('overloaded')])
    const failed: string[] = []
    const note = (error: Error) => void failed.push(error.message)
    void ask().catch((error: Error) => {
      note(error)
      void ask().catch(note)
    })
    await clock.run(40)
    expect(failed).toEqual(['overloaded', 'every model has just failed'])
    expect(a.signals).toHaveLength(1)
    health.stop()
  })

  it('that declines in the middle is not asked first again', async () => {
    const refused: ReplyPart = { type: 'stopped', reason: 'refused', usage }
    const { clock, a, ask, words, health } = scene([100, text('We'), refused], [100, text('Good.'), stopped])
    void ask()
    await clock.run(300)
    expect(words()).toBe('We stopped')
    expect(health.isBroken(a)).toBe(true)
    void ask()
    await clock.run(300)
    expect(words()).toBe('We stopped changed Good. stopped')
    health.stop()
  })

  it('ends quietly when nobody wants the answer any more, and nobody goes on answering', async () => {
    const { clock, a, b, ask, words } = scene([60_000, text('Late.')], [60_000, text('Late.')])
    const stop = new AbortController()
    const asked = ask(stop.signal)
    await clock.run(2_000)
    stop.abort()
    await asked
    expect(words()).toBe('')
    expect([...a.signals, ...b.signals].every((signal) => signal.aborted)).toBe(true)
  })

  it('lets another one write what it cannot', async () => {
    const { a, b, model } = scene([], [])
    a.writeOpenings = () => Promise.reject(new Error('overloaded'))
    b.writeOpenings = async () => [{ leadId: 'lead_1', text: 'Hello.', factIds: [] }]
    expect(await model.writeOpenings('prompt', new AbortController().signal)).toHaveLength(1)
    await expect(model.summarise('prompt', new AbortController().signal)).rejects.toThrow(
      'B summarises nothing',
    )
  })
})
