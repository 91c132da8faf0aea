import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { fluxTranscriber } from '../../src-main/adapters/deepgram/flux-transcriber.ts'
import { novaTranscriber } from '../../src-main/adapters/deepgram/nova-transcriber.ts'
import { scribeTranscriber } from '../../src-main/adapters/elevenlabs/scribe-transcriber.ts'
import type { TranscriberEngine } from '../../src-main/core/call/speech/fallback-transcriber.ts'
import type { TranscriberListener } from '../../src-main/core/call/speech/transcriber.ts'
import type { Vendor } from '../../src-main/practice/faults.ts'
import { longestUnnoticedS, until, type VendorsOnLoopback, vendorsOnLoopback } from './vendors-on-loopback.ts'

let vendors: VendorsOnLoopback
beforeAll(async () => {
  vendors = await vendorsOnLoopback()
})
afterEach(() => vendors.faults.clear())
afterAll(() => vendors.close())

const OPTIONS = { language: 'en', keyterms: ['Ridgeline', 'shingles'] } as const
const never = new AbortController().signal

interface Told {
  readonly events: string[]
  readonly lost: string[]
  readonly listener: TranscriberListener
}
function hearing(): Told {
  const events: string[] = []
  const lost: string[] = []
  const listener: TranscriberListener = {
    turnStarted: () => events.push('started'),
    turnUpdated: (text) => events.push(`update ${text}`),
    turnMayBeDone: (text) => events.push(`eager ${text}`),
    turnResumed: () => events.push('resumed'),
    turnDone: (text) => events.push(`done ${text}`),
    recognitionPaused: () => {},
    recognitionBack: () => {},
    recogniserChanged: () => {},
    recognitionLost: (reason) => lost.push(reason),
  }
  return { events, lost, listener }
}

describe.each<[string, Vendor, () => TranscriberEngine]>([
  ['Deepgram Flux', 'deepgram', () => fluxTranscriber(vendors.deepgram)],
  ['Deepgram Nova', 'deepgram', () => novaTranscriber(vendors.deepgram)],
  ['ElevenLabs Scribe', 'elevenlabs', () => scribeTranscriber(vendors.elevenlabs)],
])('%s', (name, vendor, engine) => {
  it('tells the turn of a homeowner from its start to its end', async () => {
    const text = 'Yes, the roof is about twelve years old.'
    const { events, listener } = hearing()
    let usedMs = 0
    const session = await engine().open(OPTIONS, listener, never, (_, ms) => {
      usedMs += ms
    })
    const frames = await vendors.spoken(text)
    for (const frame of frames) session.sendAudio(frame)
    await until(() => events.some((event) => event.startsWith('done')))
    session.close()
    // Scribe is sent 80 ms at a time.
    expect(usedMs).toBeGreaterThan(frames.length * 20 - 80)
    expect(usedMs).toBeLessThanOrEqual(frames.length * 20)
    expect(events[0]).toBe('started')
    expect(events.some((event) => event.startsWith('update Yes'))).toBe(true)
    expect(events.filter((event) => event.startsWith('done'))).toEqual([`done ${text}`])
    expect(engine().name).toBe(name)
  })

  it('begins the next turn anew', async () => {
    const { events, listener } = hearing()
    const session = await engine().open(OPTIONS, listener, never)
    for (const text of ['No thanks, not interested.', 'Please take me off your list.'])
      for (const frame of await vendors.spoken(text)) session.sendAudio(frame)
    await until(() => events.filter((event) => event.startsWith('done')).length === 2)
    session.close()
    expect(events.filter((event) => event.startsWith('done'))).toEqual([
      'done No thanks, not interested.',
      'done Please take me off your list.',
    ])
    expect(events.filter((event) => event === 'started')).toHaveLength(2)
  })

  it('opens also when there are more key terms than its vendor takes', async () => {
    const keyterms = Array.from({ length: 80 }, (_, i) => `Wolfeschlegelsteinhausenbergerdorff ${i}`)
    const session = await engine().open({ language: 'en', keyterms }, hearing().listener, never)
    session.close()
  })

  it('does not open for whoever is refused', async () => {
    vendors.faults.add({ vendor, fault: 'refuse', place: 'upgrade', status: 429 })
    await expect(engine().open(OPTIONS, hearing().listener, never)).rejects.toMatchObject({
      code: 'unavailable',
    })
  })

  it('gives up an opening that nobody waits for any more', async () => {
    vendors.faults.add({ vendor, fault: 'stall', place: 'upgrade' })
    const patience = AbortSignal.timeout(60)
    await expect(engine().open(OPTIONS, hearing().listener, patience)).rejects.toBeDefined()
  })

  it('is lost when its connection breaks', async () => {
    const { lost, listener } = hearing()
    const session = await engine().open(OPTIONS, listener, never)
    vendors.faults.add({ vendor, fault: 'cut', place: 'message' })
    for (const frame of await vendors.spoken('Hello?')) session.sendAudio(frame)
    await until(() => lost.length > 0)
    expect(lost).toHaveLength(1)
  })

  it('is lost when it sends garbage', async () => {
    const { lost, listener } = hearing()
    const session = await engine().open(OPTIONS, listener, never)
    vendors.faults.add({ vendor, fault: 'garbage', place: 'message' })
    for (const frame of await vendors.spoken('Hello?')) session.sendAudio(frame)
    await until(() => lost.length > 0)
    expect(lost).toEqual([expect.stringMatching(/garbage/)])
  })

  it('is lost within three seconds when nobody is at the other end any more', async () => {
    const { lost, listener } = hearing()
    const session = await engine().open(OPTIONS, listener, never)
    vendors.faults.add({ vendor, fault: 'half-open', place: 'message' })
    const frames = await vendors.spoken('Hello?')
    for (const frame of frames) session.sendAudio(frame)
    await until(() => lost.length > 0)
    expect(lost).toHaveLength(1)
    expect(longestUnnoticedS(lost[0])).toBeLessThanOrEqual(3)
  })

  it('tells nothing more once it is closed', async () => {
    const { events, lost, listener } = hearing()
    const session = await engine().open(OPTIONS, listener, never)
    for (const frame of await vendors.spoken('Hello?')) session.sendAudio(frame)
    session.close()
    const told = events.length
    session.sendAudio(new Uint8Array(160))
    await engine().probe(never)
    expect(events).toHaveLength(told)
    expect(lost).toEqual([])
  })

  it('is found sound by a probe, and broken when it refuses', async () => {
    await engine().probe(never)
    vendors.faults.add({ vendor, fault: 'refuse', place: 'upgrade' })
    await expect(engine().probe(never)).rejects.toBeDefined()
  })
})
