import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../rehearsal/virtual-clock.ts'
import { EngineHealth } from '../../engine-health.ts'
import { fallbackTranscriber, type TranscriberEngine } from './fallback-transcriber.ts'
import type { TranscriberListener } from './transcriber.ts'

const signal = new AbortController().signal
const frame = (byte: number) => new Uint8Array(160).fill(byte)

/** A recogniser that says what the test makes it say. */
class PlayedRecogniser implements TranscriberEngine {
  readonly name: string
  readonly heard: number[] = []
  listener: TranscriberListener | null = null
  opened = 0
  closed = 0
  opens: () => Promise<void> = async () => {}

  constructor(name: string) {
    this.name = name
  }

  async open(_: unknown, listener: TranscriberListener) {
    this.opened++
    await this.opens()
    this.listener = listener
    return {
      sendAudio: (pcmu: Uint8Array) => void this.heard.push(pcmu[0] ?? -1),
      close: () => void this.closed++,
    }
  }
  probe = async () => {}
}

async function scene() {
  const clock = new VirtualClock()
  const [a, b, c] = ['A', 'B', 'C'].map((name) => new PlayedRecogniser(name)) as [
    PlayedRecogniser,
    PlayedRecogniser,
    PlayedRecogniser,
  ]
  const health = new EngineHealth<TranscriberEngine>([a, b, c], clock)
  const told: string[] = []
  const listener: TranscriberListener = {
    turnStarted: () => told.push('started'),
    turnUpdated: (text) => told.push(`update ${text}`),
    turnMayBeDone: (text) => told.push(`eager ${text}`),
    turnResumed: () => told.push('resumed'),
    turnDone: (text) => told.push(`done ${text}`),
    recognitionPaused: (reason) => told.push(`paused: ${reason}`),
    recognitionBack: () => told.push('back'),
    recogniserChanged: (detail) => told.push(detail),
    recognitionLost: (reason) => told.push(`lost: ${reason}`),
  }
  const transcriber = fallbackTranscriber(health, clock)
  const open = () => transcriber.open({ language: 'en', keyterms: [] }, listener, signal)
  return { clock, a, b, c, health, told, open }
}

describe('a recogniser with others behind it', () => {
  it('is replaced when it breaks; the next one hears what nobody had understood', async () => {
    const { clock, a, b, told, open, health } = await scene()
    const session = await open()
    session.sendAudio(frame(1))
    a.listener?.turnUpdated('We have')
    session.sendAudio(frame(2))
    a.listener?.recognitionLost('closed (1006)')
    session.sendAudio(frame(3))
    await clock.run(40)
    session.sendAudio(frame(4))
    expect(a.heard).toEqual([1, 2])
    expect(b.heard).toEqual([2, 3, 4])
    expect(told).toEqual(['update We have', 'paused: A: closed (1006)', 'B listens now', 'back'])
    b.listener?.turnDone('an old roof.')
    expect(told.at(-1)).toBe('done an old roof.')
    session.close()
    health.stop()
  })

  it('is passed over when it does not connect in time', async () => {
    const { clock, a, b, told, open, health } = await scene()
    a.opens = () => new Promise(() => {})
    const opening = open()
    await clock.run(3_100)
    const session = await opening
    expect([a.opened, b.opened]).toEqual([1, 1])
    expect(told).toEqual([])
    session.sendAudio(frame(1))
    session.sendAudio(frame(2))
    expect(told).toEqual(['A is out of order; B listens'])
    session.close()
    health.stop()
  })

  it('is lost only when none can be reached for a while', async () => {
    const { clock, a, b, c, told, open, health } = await scene()
    const session = await open()
    for (const recogniser of [a, b, c]) recogniser.opens = () => Promise.reject(new Error('ECONNREFUSED'))
    a.listener?.recognitionLost('closed (1006)')
    await clock.run(3_000)
    expect(told).toEqual(['paused: A: closed (1006)'])
    await clock.run(2_000)
    expect(told[1]).toMatch(/^lost: no recogniser can be reached: .*C: ECONNREFUSED/)
    session.close()
    health.stop()
  })
})

describe('a recogniser that tells nothing of a voice on the line', () => {
  it('is left for the one that understands it first', async () => {
    const { clock, a, b, c, told, open, health } = await scene()
    const session = await open()
    session.sendAudio(frame(7))
    session.doubt?.(900)
    await clock.run(40)
    expect(b.heard).toEqual([7])
    expect(c.heard).toEqual([7])
    b.listener?.turnStarted()
    c.listener?.turnUpdated('Yes.')
    b.listener?.turnUpdated('Yes.')
    c.listener?.turnDone('Yes.')
    expect(told).toEqual(['A heard nothing of a voice; C listens now', 'update Yes.', 'done Yes.'])
    expect([a.closed, b.closed, c.closed]).toEqual([1, 1, 0])
    expect(health.isBroken(a)).toBe(true)
    session.close()
    health.stop()
  })

  it('keeps its place when it speaks up after all', async () => {
    const { clock, a, b, told, open } = await scene()
    const session = await open()
    session.doubt?.(900)
    await clock.run(40)
    a.listener?.turnStarted()
    b.listener?.turnUpdated('Yes.')
    await clock.run(5_000)
    expect(told).toEqual(['started'])
    expect([a.closed, b.closed]).toEqual([0, 1])
    session.close()
    expect(clock.pending).toBe(0)
  })

  it('keeps its place when the others make nothing of it either: the homeowner is asked to say it again', async () => {
    const { clock, a, b, c, told, open } = await scene()
    const session = await open()
    session.doubt?.(900)
    await clock.run(4_000)
    expect(told).toEqual(['paused: a voice on the line was not understood'])
    expect([a.closed, b.closed, c.closed]).toEqual([0, 1, 1])
    a.listener?.turnStarted()
    expect(told.slice(1)).toEqual(['back', 'started'])
    session.close()
  })

  it('is given up with all others when nobody understands anything time and again', async () => {
    const { clock, told, open, health } = await scene()
    const session = await open()
    for (let i = 0; i < 4; i++) {
      session.doubt?.(900)
      await clock.run(4_000)
    }
    expect(told.at(-1)).toBe('lost: no recogniser understands the voice on the line')
    session.close()
    health.stop()
  })

  it('is not given up for a few short noises', async () => {
    const { clock, told, open } = await scene()
    const session = await open()
    for (let i = 0; i < 8; i++) {
      session.doubt?.(350)
      await clock.run(4_000)
    }
    expect(told).toEqual(['paused: a voice on the line was not understood'])
    session.close()
  })
})
