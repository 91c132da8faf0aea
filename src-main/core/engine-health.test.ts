import { describe, expect, it } from 'vitest'
import { VirtualClock } from '../rehearsal/virtual-clock.ts'
import { type Engine, EngineHealth } from './engine-health.ts'

const engine = (name: string, probe: () => Promise<void> = async () => {}): Engine => ({ name, probe })
const names = (engines: readonly Engine[]) => engines.map(({ name }) => name)

describe('engines', () => {
  it('are tried in order of preference, the broken ones last, and the longest broken of them first', async () => {
    const clock = new VirtualClock()
    const never = () => Promise.reject(new Error('down'))
    const [a, b, c] = [engine('a', never), engine('b', never), engine('c', never)]
    const health = new EngineHealth([a, b, c], clock)
    expect(names(health.inOrder())).toEqual(['a', 'b', 'c'])
    health.failed(a)
    await clock.run(1_000)
    health.failed(b)
    expect(names(health.inOrder())).toEqual(['c', 'a', 'b'])
    expect(health.allBroken).toBe(false)
    health.failed(c)
    expect(health.allFailedWithin(6_000)).toBe(true)
    await clock.run(6_000)
    expect(health.allBroken).toBe(true)
    expect(health.allFailedWithin(6_000)).toBe(false)
    health.stop()
  })

  it('follow a changed preference at once', () => {
    const [a, b] = [engine('a'), engine('b')]
    let wanted = a
    const health = new EngineHealth([a, b], new VirtualClock(), (all) => [
      wanted,
      ...all.filter((other) => other !== wanted),
    ])
    expect(health.first).toBe(a)
    wanted = b
    expect(names(health.inOrder())).toEqual(['b', 'a'])
  })

  it('come back when a probe in the background finds them sound, and are asked ever more rarely until then', async () => {
    const clock = new VirtualClock()
    const probedAtMs: number[] = []
    let sound = false
    const a = engine('a', async () => {
      probedAtMs.push(clock.monotonicMs())
      if (!sound) throw new Error('down')
    })
    const health = new EngineHealth([a, engine('b')], clock)
    health.failed(a)
    await clock.run(71_000)
    expect(probedAtMs).toEqual([10_000, 30_000, 70_000])
    expect(health.isBroken(a)).toBe(true)
    sound = true
    await clock.run(80_000)
    expect(health.isBroken(a)).toBe(false)
    expect(probedAtMs).toHaveLength(4)
    expect(clock.pending).toBe(0)
  })

  it('that do not answer their probe stay broken', async () => {
    const clock = new VirtualClock()
    const a = engine('a', () => new Promise(() => {}))
    const health = new EngineHealth([a, engine('b')], clock)
    health.failed(a)
    await clock.run(16_000)
    expect(health.isBroken(a)).toBe(true)
    health.stop()
    expect(clock.pending).toBe(0)
  })

  it('leave no probe behind when they are stopped', async () => {
    const clock = new VirtualClock()
    let aborted = false
    const a: Engine = {
      name: 'a',
      probe: (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            aborted = true
            reject(new Error('aborted'))
          })
        }),
    }
    const health = new EngineHealth([a], clock)
    health.failed(a)
    await clock.run(11_000)
    health.stop()
    await clock.run(1_000)
    expect(aborted).toBe(true)
    expect(clock.pending).toBe(0)
  })
})
