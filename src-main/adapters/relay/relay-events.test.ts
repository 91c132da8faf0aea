/** Events on their way to the desktop: in order, none lost, none twice. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eventually } from '../../../cloud-relay/testing/eventually.ts'
import { deliver, telnyxEvent } from '../../../cloud-relay/testing/relay-under-test.ts'
import { linkedDesktopsPerTest, online } from '../../../tests/fixtures/linked-desktops.ts'
import { memory } from './testing/link-surroundings.ts'

const world = linkedDesktopsPerTest()

describe('events', () => {
  it('reach the desktop in order, large ones whole', async () => {
    const office = world().desktop()
    const bodies: unknown[] = []
    office.link.onEvent(({ eventId, body }) => {
      office.committed.push(eventId)
      bodies.push(body)
    })
    await online(office)
    const large = telnyxEvent('e-2', { text: 'ü'.repeat(200_000) })
    for (const body of [telnyxEvent('e-1'), large, telnyxEvent('e-3')])
      await deliver(world().relay.url(), { body })
    await eventually('three events', () => office.committed.length === 3)
    expect(office.committed).toEqual(['e-1', 'e-2', 'e-3'])
    expect(bodies[1]).toEqual(JSON.parse(large))
  })

  it('wait for the desktop, also across a restart of the relay', async () => {
    const kept = memory()
    const before = world().desktop(kept)
    await online(before)
    await before.link.close()
    for (const id of ['e-1', 'e-2']) await deliver(world().relay.url(), { body: telnyxEvent(id) })
    await world().relay.stop()
    await world().relay.start()
    const after = world().desktop(kept, undefined)
    await eventually('both events', () => after.committed.length === 2)
  })

  it('are tried again when their effect could not be committed, and hold back later ones meanwhile', async () => {
    const kept = memory()
    const office = world().desktop(kept)
    let failures = 1
    office.link.onEvent(({ eventId }) => {
      if (eventId === 'e-1' && failures-- > 0) throw new Error('disk is busy')
      office.committed.push(eventId)
    })
    await online(office)
    for (const id of ['e-1', 'e-2']) await deliver(world().relay.url(), { body: telnyxEvent(id) })
    await eventually('both events', () => office.committed.length === 2)
    expect(office.committed).toEqual(['e-1', 'e-2'])
  })

  it('are not acknowledged before their effect is committed, so a crash in between loses nothing', async () => {
    const kept = memory()
    const crashing = world().desktop(kept)
    let seen = 0
    crashing.link.onEvent(() => {
      seen += 1
      throw new Error('killed before the commit')
    })
    await online(crashing)
    await deliver(world().relay.url(), { body: telnyxEvent('e-1') })
    await eventually('the event was seen', () => seen === 1)
    await crashing.link.close()
    const restarted = world().desktop(kept, undefined)
    await eventually('the event', () => restarted.committed.length === 1)
  })

  it('come again under a new name of the log when the relay was restored from an old copy', async () => {
    const kept = memory()
    kept.cursor.resume('not this log')
    const office = world().desktop(kept)
    await online(office)
    await deliver(world().relay.url(), { body: telnyxEvent('e-1') })
    await eventually('the event', () => office.committed.length === 1)
    kept.cursor.advance(40)
    world().proxy.cut()
    await deliver(world().relay.url(), { body: telnyxEvent('e-2') })
    await eventually('the next event', () => office.committed.includes('e-2'))
    expect(office.committed).toEqual(['e-1', 'e-1', 'e-2'])
  })

  it('are neither lost nor doubled, wherever the network is cut', async () => {
    const kept = memory()
    const office = world().desktop(kept)
    await online(office)
    const sent: string[] = []
    const step = fc.oneof(
      fc.record({ do: fc.constant('webhooks' as const), count: fc.integer({ min: 1, max: 6 }) }),
      fc.record({ do: fc.constant('cut-after' as const), bytes: fc.integer({ min: 1, max: 3_000 }) }),
      fc.record({ do: fc.constant('cut' as const) }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 8 }), async (steps) => {
        for (const next of steps) {
          if (next.do === 'cut') world().proxy.cut()
          else if (next.do === 'cut-after') world().proxy.cutAfterBytes(next.bytes)
          else {
            for (let n = 0; n < next.count; n++) {
              const id = `e-${sent.length}`
              await deliver(world().relay.url(), {
                body: telnyxEvent(id, { padding: 'x'.repeat(n * 1_500) }),
              })
              sent.push(id)
            }
          }
        }
        world().proxy.cutAfterBytes(Number.POSITIVE_INFINITY)
        await eventually('every event', () => office.committed.length >= sent.length)
        expect(office.committed).toEqual(sent)
      }),
      { numRuns: 8, endOnFailure: true },
    )
  })

  it('drain fast after a long absence', async () => {
    const kept = memory()
    const before = world().desktop(kept)
    await online(before)
    await before.link.close()
    for (let batch = 0; batch < 8; batch++) {
      await Promise.all(
        Array.from({ length: 150 }, (_, n) =>
          deliver(world().relay.url(), { body: telnyxEvent(`e-${batch}-${n}`) }),
        ),
      )
    }
    const after = world().desktop(kept, undefined)
    await eventually('all events', () => after.committed.length === 1_200)
    expect(new Set(after.committed).size).toBe(1_200)
  })
})
