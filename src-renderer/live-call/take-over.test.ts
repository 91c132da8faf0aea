import { ORPCError } from '@orpc/client'
import { describe, expect, it } from 'vitest'
import type { LiveCallView } from '../../src-preload/contract/calls.ts'
import { CallId } from '../../src-preload/contract/primitives.ts'
import { ConnectionLost } from '../bridge/connection.ts'
import type { LiveCalls } from './live-store.ts'
import type { MicrophoneListener } from './microphone.ts'
import { createTakeOver } from './take-over.ts'

const ANA = { call_id: CallId.parse('ana'), lead_name: 'Ana Bell' }
const CHUNK = { pcmu: new Uint8Array(320), level: 0.4 }

const live = (desk: LiveCallView['desk'] | 'gone'): LiveCalls =>
  ({
    known: true,
    order: [],
    calls: desk === 'gone' ? {} : { ana: { ...ANA, desk } },
  }) as unknown as LiveCalls

const problem = (code: string) =>
  new ORPCError(code.toUpperCase(), {
    status: 409,
    data: {
      type: `https://ridgeline.example/problems/${code}`,
      title: code,
      status: 409,
      code,
      detail: 'Why.',
    },
  })

/** A desk with a microphone that the test holds, and a core that does as the test says. */
function desk() {
  const asked: string[] = []
  const told: string[] = []
  const core = { takeover: accept, microphone: accept, handback: accept }
  let microphone: MicrophoneListener | null = null
  let grant: () => void = () => undefined
  let deny: (error: unknown) => void = () => undefined
  let heard: AbortSignal | null = null
  const ask =
    (name: keyof typeof core) =>
    async (input: { brief?: string }): Promise<{ ok: true }> => {
      asked.push(input.brief ? `${name}: ${input.brief}` : name)
      await core[name]()
      return { ok: true }
    }
  const takeOver = createTakeOver({
    calls: { takeover: ask('takeover'), microphone: ask('microphone'), handback: ask('handback') } as never,
    openMicrophone: (listener, _signal) =>
      new Promise((resolve, reject) => {
        grant = () => {
          microphone = listener
          resolve({
            close() {
              microphone = null
            },
          })
        }
        deny = reject
      }),
    hear: (_callId, signal) => {
      heard = signal
    },
    tell: ({ title }) => told.push(title),
  })
  return {
    takeOver,
    core,
    asked,
    told,
    status: () => takeOver.getState().status,
    isOpen: () => microphone !== null,
    hears: () => heard !== null && !heard.aborted,
    grant: () => settled(grant),
    deny: (error: unknown) => settled(() => deny(error)),
    speak: () => settled(() => microphone?.heard(CHUNK)),
    unplug: () => settled(() => microphone?.lost()),
  }
}

async function accept(): Promise<void> {}
const refuse = (code: string) => async () => {
  throw problem(code)
}

async function settled(step: () => unknown): Promise<void> {
  step()
  await new Promise((resolve) => setTimeout(resolve))
}

/** A desk that speaks with Ana, as the core knows. */
async function speaking() {
  const at = desk()
  void at.takeOver.begin(ANA)
  await at.grant()
  at.takeOver.follow(live('speaking'))
  return at
}

describe('taking a call over', () => {
  it('opens the microphone before the agent falls silent, then speaks and hears the homeowner', async () => {
    const at = desk()
    void at.takeOver.begin(ANA)
    expect(at.status()).toBe('opening')
    expect(at.asked).toEqual([])
    await at.grant()
    expect(at.asked).toEqual(['takeover'])
    expect(at.status()).toBe('speaking')
    expect(at.hears()).toBe(true)
    await at.speak()
    expect(at.asked).toEqual(['takeover', 'microphone'])
    expect(at.takeOver.level).toBe(0.4)
  })

  it.each([
    ['NotAllowedError', 'The microphone is not allowed'],
    ['NotFoundError', 'No microphone was found'],
    ['NotReadableError', 'The microphone does not answer'],
    ['AbortError', 'The microphone could not be opened'],
  ])('leaves the call to the agent when the browser says %s', async (name, title) => {
    const at = desk()
    void at.takeOver.begin(ANA)
    await at.deny(new DOMException('no', name))
    expect(at.told).toEqual([title])
    expect(at.asked).toEqual([])
    expect(at.status()).toBe('silent')
  })

  it('lets the microphone go when the core refuses, as before the opening was heard', async () => {
    const at = desk()
    at.core.takeover = refuse('not_ready')
    void at.takeOver.begin(ANA)
    await at.grant()
    expect(at.told).toEqual(['not_ready'])
    expect(at.isOpen()).toBe(false)
    expect(at.status()).toBe('silent')
    expect(at.hears()).toBe(false)
  })

  it('says that the call has ended when it did so while the browser was asking', async () => {
    const at = desk()
    void at.takeOver.begin(ANA)
    at.takeOver.follow(live('gone'))
    expect(at.told).toEqual(['The call has ended'])
    await at.grant()
    expect(at.isOpen()).toBe(false)
    expect(at.asked).toEqual([])
  })

  it('can be thought better of while the browser is asking', async () => {
    const at = desk()
    void at.takeOver.begin(ANA)
    at.takeOver.cancel()
    await at.grant()
    expect(at.isOpen()).toBe(false)
    expect(at.asked).toEqual([])
    expect(at.told).toEqual([])
  })

  it('gives the call back when it was thought better of too late', async () => {
    const at = desk()
    let agree: () => void = () => undefined
    at.core.takeover = () =>
      new Promise((resolve) => {
        agree = resolve
      })
    void at.takeOver.begin(ANA)
    await at.grant()
    at.takeOver.cancel()
    await settled(() => agree())
    expect(at.asked).toEqual(['takeover', 'handback'])
    expect(at.isOpen()).toBe(false)
  })

  it('is for one call at a time', async () => {
    const at = await speaking()
    await at.takeOver.begin({ call_id: CallId.parse('ben'), lead_name: 'Ben' })
    expect(at.takeOver.getState()).toEqual({ status: 'speaking', call: ANA })
  })
})

describe('speaking with the homeowner', () => {
  it('ends with handing back, and the agent reads the note', async () => {
    const at = await speaking()
    const done = at.takeOver.handBack('She wants Tuesday.')
    // The core tells every window before it answers this one.
    at.takeOver.follow(live('speaking'))
    at.takeOver.follow(live('watching'))
    expect(await done).toBe(true)
    expect(at.asked.at(-1)).toBe('handback: She wants Tuesday.')
    expect(at.status()).toBe('silent')
    expect(at.isOpen()).toBe(false)
    expect(at.hears()).toBe(false)
    expect(at.told).toEqual([])
  })

  it('goes on when handing back did not reach the core', async () => {
    const at = await speaking()
    at.core.handback = async () => {
      throw new ConnectionLost()
    }
    expect(await at.takeOver.handBack('')).toBe(false)
    expect(at.status()).toBe('speaking')
    expect(at.isOpen()).toBe(true)
  })

  it('is over when the agent took the call back, and the person is told', async () => {
    const at = await speaking()
    at.takeOver.follow(live('watching'))
    expect(at.told).toEqual(['The agent has the call back'])
    expect(at.isOpen()).toBe(false)
  })

  it('is over when the core no longer takes the voice', async () => {
    const at = await speaking()
    at.core.microphone = refuse('conflict')
    await at.speak()
    expect(at.told).toEqual(['The agent has the call back'])
    expect(at.status()).toBe('silent')
  })

  it('is over when the homeowner hung up', async () => {
    const at = await speaking()
    at.takeOver.follow(live('gone'))
    expect(at.told).toEqual(['The call has ended'])
    expect(at.isOpen()).toBe(false)
  })

  it('waits while the line to the core is broken', async () => {
    const at = await speaking()
    at.core.microphone = async () => {
      throw new ConnectionLost()
    }
    await at.speak()
    expect(at.status()).toBe('speaking')
    expect(at.told).toEqual([])
  })

  it('gives the call back at once when the microphone was unplugged', async () => {
    const at = await speaking()
    await at.unplug()
    expect(at.told).toEqual(['Your microphone is gone'])
    expect(at.asked.at(-1)).toMatch(/^handback: Your colleague was cut off/)
    expect(at.status()).toBe('silent')
  })

  it('is not mistaken for over by news from before the core knew of it', async () => {
    const at = desk()
    void at.takeOver.begin(ANA)
    await at.grant()
    at.takeOver.follow(live('watching'))
    expect(at.status()).toBe('speaking')
  })
})
