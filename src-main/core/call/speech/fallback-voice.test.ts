import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../../../rehearsal/virtual-clock.ts'
import { EngineHealth } from '../../engine-health.ts'
import { fallbackVoice, type VoiceEngine } from './fallback-voice.ts'
import { evenChars } from './heard.ts'
import type { RenderedLine, VoiceListener } from './voice.ts'

const signal = new AbortController().signal
const line = (byte: number): RenderedLine => ({ pcmu: new Uint8Array(160).fill(byte), chars: [] })

/** A voice whose sound and troubles the test makes. */
class PlayedVoice implements VoiceEngine {
  readonly name: string
  readonly said: string[] = []
  readonly rendered: string[] = []
  listener: VoiceListener | null = null
  closed = 0
  opens: () => Promise<void> = async () => {}
  renders: () => Promise<RenderedLine>
  readonly cache = new Map<string, RenderedLine>()

  constructor(name: string, byte: number) {
    this.name = name
    this.renders = async () => line(byte)
  }

  async open(listener: VoiceListener) {
    await this.opens()
    this.listener = listener
    return {
      say: (contextId: string, text: string) => void this.said.push(`${contextId} ${text}`),
      finish: (contextId: string) => void this.said.push(`${contextId} .`),
      cancel: (contextId: string) => void this.said.push(`${contextId} x`),
      close: () => void this.closed++,
    }
  }
  async render(text: string) {
    this.rendered.push(text)
    return this.renders()
  }
  cached = async (text: string) => this.cache.get(text) ?? null
  probe = async () => {}

  sounds(contextId: string, text: string): void {
    this.listener?.voiceArrived(contextId, new Uint8Array(800), evenChars(text, 100))
  }
}

async function scene() {
  const clock = new VirtualClock()
  const [a, b] = [new PlayedVoice('A', 1), new PlayedVoice('B', 2)]
  const health = new EngineHealth<VoiceEngine>([a, b], clock)
  const voice = fallbackVoice(health, clock)
  const told: string[] = []
  const listener: VoiceListener = {
    voiceArrived: (contextId, pcmu) => told.push(`${contextId} ${pcmu.length} bytes`),
    contextEnded: (contextId) => told.push(`${contextId} ended`),
    contextFailed: (contextId) => told.push(`${contextId} failed`),
    voiceChanged: (detail) => told.push(detail),
    voiceLost: (reason) => told.push(`lost: ${reason}`),
  }
  const open = () => voice.open(listener, signal)
  return { clock, a, b, health, voice, told, open }
}

describe('a voice with another behind it', () => {
  it('is replaced when it breaks, and the other says what had not begun to sound', async () => {
    const { clock, a, b, told, open } = await scene()
    const session = await open()
    session.say('reply-1', 'We are free on Tuesday.')
    session.say('reply-1', 'Does that work?')
    session.finish('reply-1')
    a.sounds('reply-1', 'We are free on Tuesday. ')
    a.listener?.voiceLost('closed (1006)')
    await clock.run(40)
    expect(b.said).toEqual(['reply-1 Does that work?', 'reply-1 .'])
    expect(told).toEqual(['reply-1 800 bytes', 'A: closed (1006); B speaks now'])
    expect(a.closed).toBe(1)
    session.close()
  })

  it('does not change in the middle of a sentence: the context fails, the next one is spoken by the other', async () => {
    const { clock, a, b, told, open } = await scene()
    const session = await open()
    session.say('reply-1', 'We are free on Tuesday at ten in the morning.')
    a.sounds('reply-1', 'We are free')
    a.listener?.voiceLost('closed (1006)')
    session.say('reply-2', 'I am sorry.')
    await clock.run(40)
    expect(told).toEqual(['reply-1 800 bytes', 'reply-1 failed', 'A: closed (1006); B speaks now'])
    expect(b.said).toEqual(['reply-2 I am sorry.'])
    session.close()
  })

  it('is replaced when it makes no sound of a text in time', async () => {
    const { clock, b, told, open } = await scene()
    const session = await open()
    session.say('reply-1', 'We are free on Tuesday.')
    session.finish('reply-1')
    await clock.run(1_100)
    expect(b.said).toEqual([])
    await clock.run(300)
    expect(b.said).toEqual(['reply-1 We are free on Tuesday.', 'reply-1 .'])
    expect(told[0]).toMatch(/^A: said nothing for 1\d\d\d ms; B speaks now$/)
    session.close()
  })

  it('is left alone while it has nothing to say', async () => {
    const { clock, a, told, open } = await scene()
    const session = await open()
    session.say('reply-1', 'We are free on Tuesday.')
    a.sounds('reply-1', 'We are free on Tuesday. ')
    await clock.run(20_000)
    expect(told).toEqual(['reply-1 800 bytes'])
    session.close()
  })

  it('ends a context whose end was never told', async () => {
    const { clock, a, told, open } = await scene()
    const session = await open()
    session.say('reply-1', 'Yes.')
    session.finish('reply-1')
    a.sounds('reply-1', 'Yes. ')
    await clock.run(1_200)
    expect(told).toEqual(['reply-1 800 bytes', 'reply-1 ended'])
    session.close()
  })

  it('is replaced when it calls a reply over of which it has said only the beginning', async () => {
    const { clock, a, b, told, open } = await scene()
    const session = await open()
    session.say('reply-1', 'Yes.')
    session.say('reply-1', 'We are free on Tuesday at ten in the morning.')
    session.finish('reply-1')
    a.sounds('reply-1', 'Yes. ')
    a.listener?.contextEnded('reply-1')
    await clock.run(40)
    expect(b.said).toEqual(['reply-1 We are free on Tuesday at ten in the morning.', 'reply-1 .'])
    expect(told).toEqual(['reply-1 800 bytes', 'A: ended a reply before all of it was said; B speaks now'])
    session.close()
  })

  it('lets nothing of a replaced voice through', async () => {
    const { clock, a, told, open } = await scene()
    const session = await open()
    session.say('reply-1', 'Yes.')
    await clock.run(1_500)
    a.sounds('reply-1', 'Yes. ')
    a.listener?.contextEnded('reply-1')
    expect(told).toHaveLength(1)
    session.close()
  })

  it('is not tried again when it connects well enough and says nothing', async () => {
    const { clock, a, b, told, open } = await scene()
    const session = await open()
    b.opens = () => new Promise(() => {})
    session.say('reply-1', 'Yes.')
    await clock.run(3_000)
    expect(a.said).toEqual(['reply-1 Yes.'])
    expect(told).toEqual([
      expect.stringMatching(/^lost: no voice can be reached: B: not ready after 1200 ms/),
    ])
    session.close()
  })

  it('is lost at once when all say nothing, one after the other', async () => {
    const { clock, told, open } = await scene()
    const session = await open()
    session.say('reply-1', 'Yes.')
    await clock.run(3_000)
    expect(told).toHaveLength(2)
    expect(told[1]).toMatch(/^lost: B: said nothing/)
    expect(clock.pending).toBe(2)
  })

  it('is passed over when it does not connect in time, and closed when it does so later', async () => {
    const { clock, a, b, told, open } = await scene()
    a.opens = () => new Promise((resolve) => void clock.wakeAfter(4_000, resolve))
    const opening = open()
    await clock.run(3_100)
    const session = await opening
    session.say('reply-1', 'Yes.')
    session.say('reply-1', 'Now?')
    expect(b.said).toEqual(['reply-1 Yes.', 'reply-1 Now?'])
    expect(told).toEqual(['A is out of order; B speaks'])
    await clock.run(1_100)
    expect(a.closed).toBe(1)
    session.close()
  })

  it('lives through a short break of the network', async () => {
    const { clock, a, b, told, open } = await scene()
    const session = await open()
    const refuse = () => Promise.reject(new Error('ECONNREFUSED'))
    a.opens = refuse
    b.opens = refuse
    a.listener?.voiceLost('closed (1006)')
    session.say('reply-1', 'Yes.')
    await clock.run(1_200)
    b.opens = async () => {}
    await clock.run(1_000)
    expect(told.at(-1)).toBe('A: closed (1006); B speaks now')
    expect(b.said).toEqual(['reply-1 Yes.'])
    session.close()
  })
})

describe('rendering a line', () => {
  it('asks nobody for a line that the first voice has rendered before, even while it is down', async () => {
    const { a, b, health, voice } = await scene()
    a.cache.set('Goodbye.', line(9))
    health.failed(a)
    expect((await voice.render('Goodbye.', signal)).pcmu[0]).toBe(9)
    expect([...a.rendered, ...b.rendered]).toEqual([])
    health.stop()
  })

  it('falls back to the other voice, and so do lines that wait for the one that broke', async () => {
    const { a, b, health, voice } = await scene()
    let fails: (error: Error) => void = () => {}
    a.renders = () => new Promise((_, reject) => (fails = reject))
    const first = voice.render('One.', signal)
    const waiting = voice.render('Two.', signal)
    await Promise.resolve()
    await Promise.resolve()
    await Promise.resolve()
    fails(new Error('quota exceeded'))
    expect((await first).pcmu[0]).toBe(2)
    expect((await waiting).pcmu[0]).toBe(2)
    expect(b.rendered.sort()).toEqual(['One.', 'Two.'])
    health.stop()
  })

  it('says why when no voice can', async () => {
    const { a, b, health, voice } = await scene()
    a.renders = () => Promise.reject(new Error('quota exceeded'))
    b.renders = () => Promise.reject(new Error('no such model'))
    await expect(voice.render('One.', signal)).rejects.toThrow('A: quota exceeded; B: no such model')
    health.stop()
  })
})
