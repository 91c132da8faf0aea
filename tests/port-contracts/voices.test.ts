import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { auraVoice } from '../../src-main/adapters/deepgram/aura-voice.ts'
import { elevenLabsVoice } from '../../src-main/adapters/elevenlabs/elevenlabs-voice.ts'
import type { VoiceEngine } from '../../src-main/core/call/speech/fallback-voice.ts'
import type { RenderCache } from '../../src-main/core/call/speech/render-cache.ts'
import type { RenderedLine, SpokenChar, VoiceListener } from '../../src-main/core/call/speech/voice.ts'
import type { Vendor } from '../../src-main/practice/faults.ts'
import { longestUnnoticedS, until, type VendorsOnLoopback, vendorsOnLoopback } from './vendors-on-loopback.ts'

let vendors: VendorsOnLoopback
beforeAll(async () => {
  vendors = await vendorsOnLoopback()
})
afterEach(() => vendors.faults.clear())
afterAll(() => vendors.close())

const never = new AbortController().signal
const EMPTY: RenderCache = { read: async () => null, write: async () => {} }

function inMemory(): RenderCache {
  const lines = new Map<string, RenderedLine>()
  return {
    read: async (key) => lines.get(key) ?? null,
    write: async (key, line) => void lines.set(key, line),
  }
}

function ear() {
  const events: string[] = []
  const bytes: Record<string, number> = {}
  const chars: Record<string, SpokenChar[]> = {}
  const listener: VoiceListener = {
    voiceArrived(contextId, pcmu, spoken) {
      bytes[contextId] = (bytes[contextId] ?? 0) + pcmu.length
      chars[contextId] = [...(chars[contextId] ?? []), ...spoken]
    },
    contextEnded: (contextId) => events.push(`${contextId} ended`),
    contextFailed: (contextId, reason) => events.push(`${contextId} failed: ${reason}`),
    voiceChanged: () => {},
    voiceLost: (reason) => events.push(`lost: ${reason}`),
  }
  const heard = (contextId: string) =>
    (chars[contextId] ?? [])
      .map(({ char }) => char)
      .join('')
      .replace(/\s+/g, '')
  return { events, bytes, heard, listener }
}

describe.each<[string, Vendor, (cache?: RenderCache) => VoiceEngine]>([
  [
    'ElevenLabs',
    'elevenlabs',
    (cache = EMPTY) =>
      elevenLabsVoice({
        ...vendors.elevenlabs,
        voiceId: () => 'practice-ava',
        cache,
        onCacheFailure: () => {},
      }),
  ],
  [
    'Deepgram Aura',
    'deepgram',
    (cache = EMPTY) =>
      auraVoice({
        ...vendors.deepgram,
        voiceId: () => 'aura-2-thalia-en',
        cache,
        onCacheFailure: () => {},
      }),
  ],
])('%s', (name, vendor, engine) => {
  it('speaks the sentences of a reply in order, with the time of every character', async () => {
    const { events, bytes, heard, listener } = ear()
    const session = await engine().open(listener, never)
    session.say('reply-1', 'We are free on Tuesday.')
    session.say('reply-1', 'Does that work for you?')
    session.finish('reply-1')
    await until(() => events.length > 0)
    session.close()
    expect(events).toEqual(['reply-1 ended'])
    expect(heard('reply-1')).toBe('WearefreeonTuesday.Doesthatworkforyou?')
    // Between six and twenty characters a second, at eight bytes a millisecond.
    expect(bytes['reply-1']).toBeGreaterThan(47 * 50 * 8)
    expect(bytes['reply-1']).toBeLessThan(47 * 166 * 8)
    expect(engine().name).toBe(name)
  })

  it('says nothing more of a reply that is not wanted, and goes on with the next', async () => {
    const { events, bytes, heard, listener } = ear()
    const session = await engine().open(listener, never)
    session.say('reply-1', 'We are free on Tuesday at ten in the morning.')
    session.cancel('reply-1')
    const before = bytes['reply-1'] ?? 0
    session.say('reply-2', 'All right.')
    session.finish('reply-2')
    await until(() => events.includes('reply-2 ended'))
    session.close()
    expect(bytes['reply-1'] ?? 0).toBe(before)
    expect(heard('reply-2')).toBe('Allright.')
    expect(events).toEqual(['reply-2 ended'])
  })

  it('tells every character that it asks its vendor for, and none that it has kept', async () => {
    const voice = engine(inMemory())
    const asked: number[] = []
    const used = (_: unknown, characters: number) => asked.push(characters)
    const { events, listener } = ear()
    const session = await voice.open(listener, never, used)
    session.say('reply-1', 'All right.')
    session.finish('reply-1')
    await until(() => events.includes('reply-1 ended'))
    session.close()
    // A space divides sentences on a socket.
    expect(asked).toEqual([vendor === 'elevenlabs' ? 11 : 10])
    for (let i = 0; i < 2; i++) await voice.render('Goodbye, then.', never, used)
    expect(asked.slice(1)).toEqual([14])
  })

  it('renders a line once and then needs nobody for it', async () => {
    const voice = engine(inMemory())
    expect(await voice.cached('Goodbye, then.')).toBeNull()
    const line = await voice.render('Goodbye, then.', never)
    expect(line.chars.map(({ char }) => char).join('')).toBe('Goodbye, then.')
    expect(line.pcmu.length).toBeGreaterThan(4_000)
    vendors.faults.add({ vendor, fault: 'refuse', times: 9 })
    expect(await voice.cached('Goodbye, then.')).toEqual(line)
    expect(await voice.render('Goodbye, then.', never)).toEqual(line)
  })

  it.each(['refuse', 'cut', 'garbage'] as const)(
    'does not open for a vendor that answers with "%s"',
    async (fault) => {
      const place = vendor === 'deepgram' ? 'request' : 'upgrade'
      vendors.faults.add({
        vendor,
        fault: fault === 'garbage' && vendor === 'elevenlabs' ? 'cut' : fault,
        place,
      })
      await expect(engine().open(ear().listener, never)).rejects.toMatchObject({ code: 'unavailable' })
    },
  )

  it.each(['refuse', 'cut'] as const)('cannot render when the vendor answers with "%s"', async (fault) => {
    vendors.faults.add({ vendor, fault, place: 'request', times: 2 })
    await expect(engine().render('Goodbye, then.', never)).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('is lost when it breaks off in the middle of a sentence', async () => {
    const { events, listener } = ear()
    const session = await engine().open(listener, never)
    vendors.faults.add({ vendor, fault: 'cut', place: 'message' })
    session.say('reply-1', 'We are free on Tuesday at ten in the morning.')
    session.finish('reply-1')
    await until(() => events.length > 0)
    expect(events).toEqual([expect.stringMatching(/^lost: /)])
  })

  it('refuses an asker whose time is over at once, and renders the line for whoever still waits', async () => {
    const voice = engine(inMemory())
    vendors.faults.add({ vendor, fault: 'stall', place: 'request', ms: 1_500 })
    let isRendered = false
    const patient = voice.render('Goodbye, then.', never).finally(() => {
      isRendered = true
    })
    await expect(voice.render('Goodbye, then.', AbortSignal.timeout(100))).rejects.toMatchObject({
      code: 'timed_out',
    })
    await expect(voice.render('Goodbye, then.', AbortSignal.abort())).rejects.toMatchObject({
      code: 'timed_out',
    })
    expect(isRendered).toBe(false)
    expect((await patient).pcmu.length).toBeGreaterThan(4_000)
  })

  it('is found sound by a probe, and broken when it refuses', async () => {
    await engine().probe(never)
    vendors.faults.add({ vendor, fault: 'refuse', times: 2 })
    await expect(engine().probe(never)).rejects.toBeDefined()
  })
})

describe('ElevenLabs on a socket', () => {
  const voice = () =>
    elevenLabsVoice({
      ...vendors.elevenlabs,
      voiceId: () => 'practice-ava',
      cache: EMPTY,
      onCacheFailure: () => {},
    })

  it('is lost when it sends garbage', async () => {
    const { events, listener } = ear()
    const session = await voice().open(listener, never)
    vendors.faults.add({ vendor: 'elevenlabs', fault: 'garbage', place: 'message' })
    session.say('reply-1', 'All right.')
    await until(() => events.length > 0)
    expect(events).toEqual([expect.stringMatching(/garbage/)])
  })

  it('is lost within three seconds when nobody is at the other end any more', async () => {
    const { events, listener } = ear()
    const session = await voice().open(listener, never)
    vendors.faults.add({ vendor: 'elevenlabs', fault: 'half-open', place: 'message' })
    session.say('reply-1', 'All right.')
    session.finish('reply-1')
    await until(() => events.length > 0)
    expect(events).toHaveLength(1)
    expect(longestUnnoticedS(events[0])).toBeLessThanOrEqual(3)
  })
})

describe('Deepgram Aura', () => {
  it('keeps a line under the name of the voice that spoke it, though the setting changes meanwhile', async () => {
    let voiceId = 'aura-2-thalia-en'
    const speaking = (read: RenderCache['read'], keys: string[]) =>
      auraVoice({
        ...vendors.deepgram,
        voiceId: () => voiceId,
        cache: { read, write: async (key) => void keys.push(key) },
        onCacheFailure: () => {},
      })
    const asked = await speaking(EMPTY.read, []).render('Goodbye, then.', never)
    const keys: string[] = []
    const changes = async () => {
      voiceId = 'aura-2-zeus-en'
      return null
    }
    const line = await speaking(changes, keys).render('Goodbye, then.', never)
    expect(keys[0]).toMatch(/^aura-2-thalia-en/)
    expect(line.pcmu).toEqual(asked.pcmu)
    expect((await speaking(EMPTY.read, []).render('Goodbye, then.', never)).pcmu).not.toEqual(asked.pcmu)
  })

  it('speaks Spanish with a Spanish voice', async () => {
    const keys: string[] = []
    const voice = auraVoice({
      ...vendors.deepgram,
      voiceId: () => 'aura-2-thalia-en',
      cache: { read: async () => null, write: async (key) => void keys.push(key) },
      onCacheFailure: () => {},
    })
    for (const text of ['Un momento.', '¿Sigue ahí?', 'One moment.']) await voice.render(text, never)
    expect(keys.map((key) => key.split('|')[0])).toEqual([
      'aura-2-selena-es',
      'aura-2-selena-es',
      'aura-2-thalia-en',
    ])
  })
})
