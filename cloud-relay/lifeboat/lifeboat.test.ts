import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { mayBeCalled } from './hang-up.ts'
import { lifeboat, type Protection } from './lifeboat.ts'

const GOODBYE_MS = 3_000
const protection: Protection = {
  callControlId: 'v3:one',
  carrierUrl: 'https://api.telnyx.com/v2',
  carrierKey: 'KEY0',
  holdClipId: 'hold',
  goodbyeClipId: 'goodbye',
}

function sea(hangUp: () => Promise<'done' | 'failed'> = async () => 'done') {
  const happened: { atMs: number; what: string }[] = []
  const note = (what: string) => happened.push({ atMs: Date.now(), what })
  const boat = lifeboat({
    relayIsPublic: true,
    phone: {
      sendAudio: (streamId, pcmu) => note(`${streamId} hears ${pcmu.length}`),
      clear: (streamId) => note(`${streamId} cleared`),
    },
    hangUp: (grant) => {
      note(`hang up ${grant.callControlId}`)
      return hangUp()
    },
    tell: (callId, step) => note(`${callId} ${step}`),
  })
  boat.keepClip('hold', Buffer.alloc(800))
  boat.keepClip('goodbye', Buffer.alloc(GOODBYE_MS * 8))
  return { boat, happened, what: () => happened.map(({ what }) => what) }
}

beforeEach(() => void vi.useFakeTimers({ now: 0 }))
afterEach(() => void vi.useRealTimers())

describe('a call whose desktop vanishes', () => {
  it('hears a line within a second, again at eight, a goodbye at fifteen, and is hung up within twenty', async () => {
    const { boat, happened } = sea()
    boat.protect(1, 'call_1', protection)
    boat.desktopLost()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(happened).toEqual([
      { atMs: 700, what: '1 cleared' },
      { atMs: 700, what: '1 hears 800' },
      { atMs: 700, what: 'call_1 held' },
      { atMs: 8_000, what: '1 cleared' },
      { atMs: 8_000, what: '1 hears 800' },
      { atMs: 8_000, what: 'call_1 held' },
      { atMs: 15_000, what: '1 cleared' },
      { atMs: 15_000, what: `1 hears ${GOODBYE_MS * 8}` },
      { atMs: 15_000, what: 'call_1 said_goodbye' },
      { atMs: 18_000, what: 'hang up v3:one' },
      { atMs: 18_000, what: 'call_1 hung_up' },
    ])
  })

  it('hears nothing of a cut that was over at once', async () => {
    const { boat, happened } = sea()
    boat.protect(1, 'call_1', protection)
    boat.desktopLost()
    await vi.advanceTimersByTimeAsync(600)
    boat.desktopBack()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(happened).toEqual([])
  })

  it('is given back as soon as its desktop returns, and what the relay was saying stops', async () => {
    const { boat, what } = sea()
    boat.protect(1, 'call_1', protection)
    boat.desktopLost()
    await vi.advanceTimersByTimeAsync(1_000)
    boat.desktopBack()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(what()).toEqual(['1 cleared', '1 hears 800', 'call_1 held', '1 cleared'])
  })

  it('is let go when its line ends, and its grant is forgotten', async () => {
    const { boat, happened } = sea()
    boat.protect(1, 'call_1', protection)
    boat.streamEnded(1, false)
    expect(boat.counts()).toEqual({ protected: 0, alone: 0 })
    boat.desktopLost()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(happened).toEqual([])
  })

  it('is hung up in its time when its sound breaks off meanwhile: the call goes on at the carrier', async () => {
    const { boat, happened } = sea()
    boat.protect(1, 'call_1', protection)
    boat.desktopLost()
    await vi.advanceTimersByTimeAsync(1_000)
    boat.streamEnded(1, true)
    await vi.advanceTimersByTimeAsync(60_000)
    expect(happened.slice(3)).toEqual([
      { atMs: 15_000, what: 'hang up v3:one' },
      { atMs: 15_000, what: 'call_1 hung_up' },
    ])
    expect(boat.counts()).toEqual({ protected: 0, alone: 0 })
  })

  it('is hung up when its sound breaks off first and its desktop vanishes before it can attach it anew', async () => {
    const { boat, happened } = sea()
    boat.protect(1, 'call_1', protection)
    boat.streamEnded(1, true)
    await vi.advanceTimersByTimeAsync(2_000)
    boat.desktopLost()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(happened).toEqual([
      { atMs: 17_000, what: 'hang up v3:one' },
      { atMs: 17_000, what: 'call_1 hung_up' },
    ])
    expect(boat.counts()).toEqual({ protected: 0, alone: 0 })
  })

  it('is the business of its desktop again, once that is back and has had time, when its sound broke off', async () => {
    const { boat, what } = sea()
    boat.protect(1, 'call_1', protection)
    boat.desktopLost()
    boat.streamEnded(1, true)
    boat.desktopBack()
    await vi.advanceTimersByTimeAsync(30_000)
    expect(boat.counts().protected).toBe(0)
    boat.desktopLost()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(what()).toEqual([])
  })

  it('is hung up once when its sound was attached anew before its desktop vanished', async () => {
    const { boat, what } = sea()
    boat.protect(1, 'call_1', protection)
    boat.streamEnded(1, true)
    boat.protect(2, 'call_1', protection)
    boat.desktopLost()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(what().filter((step) => step.startsWith('hang up'))).toEqual(['hang up v3:one'])
    expect(what()).toContain('2 hears 800')
  })

  it('is hung up even when its clips never came, and a carrier that refuses is told of', async () => {
    const { boat, what } = sea(async () => 'failed')
    boat.protect(2, 'call_2', { ...protection, holdClipId: 'lost', goodbyeClipId: 'lost' })
    boat.desktopLost()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(what().slice(-2)).toEqual(['hang up v3:one', 'call_2 hang_up_failed'])
  })
})

describe('a hang-up grant', () => {
  it.each([
    ['https://api.telnyx.com/v2', true, true],
    ['https://api.telnyx.com.evil.example/v2', true, false],
    ['https://user:pass@api.telnyx.com/v2', true, false],
    ['http://api.telnyx.com/v2', true, false],
    ['http://169.254.169.254/latest', true, false],
    ['http://127.0.0.1:9000/v2', true, false],
    ['http://127.0.0.1:9000/v2', false, true],
    ['http://192.168.0.1/v2', false, false],
    ['not an address', false, false],
  ])('for %s, relay public: %s, is taken: %s', (url, isPublic, taken) => {
    expect(mayBeCalled(url, isPublic)).toBe(taken)
  })

  it('for a foreign address protects nothing', () => {
    const { boat } = sea()
    expect(boat.protect(1, 'call_1', { ...protection, carrierUrl: 'https://elsewhere.example/v2' })).toBe(
      false,
    )
    expect(boat.counts().protected).toBe(0)
  })
})
