import { describe, expect, it } from 'vitest'
import { keepConnected, type Link, type OpenLine, TurnedAway } from './connection.ts'

const linkNamed = (name: string): Link => ({ call: async () => name })

function patientWorld() {
  const sleepers: Array<() => void> = []
  return {
    sleep: () => new Promise<void>((resolve) => sleepers.push(resolve)),
    chance: () => 0.5,
    elapse: () => {
      for (const wake of sleepers.splice(0)) wake()
    },
  }
}

const settle = async () => {
  for (let turn = 0; turn < 12; turn++) await Promise.resolve()
}

function lineThatCanBreak(name: string) {
  let breakIt: () => void = () => undefined
  const lost = new Promise<void>((resolve) => {
    breakIt = resolve
  })
  return { line: { link: linkNamed(name), lost } satisfies OpenLine, breakIt }
}

describe('a kept connection', () => {
  it('opens the line again after it breaks and serves the new one', async () => {
    const world = patientWorld()
    const first = lineThatCanBreak('first')
    const second = lineThatCanBreak('second')
    const lines = [first.line, second.line]
    const connection = keepConnected(async () => lines.shift() as OpenLine, world)
    expect(await connection.link()).toBe(first.line.link)

    first.breakIt()
    await settle()
    expect(connection.state.getState()).toEqual({ status: 'reconnecting', attempt: 1 })

    world.elapse()
    await settle()
    expect(connection.state.getState()).toEqual({ status: 'online' })
    expect(await connection.link()).toBe(second.line.link)
    connection.close()
  })

  it('lets a question asked during the gap wait for the next line', async () => {
    const world = patientWorld()
    const only = lineThatCanBreak('late')
    let failures = 1
    const connection = keepConnected(async () => {
      if (failures-- > 0) throw new Error('nobody listens')
      return only.line
    }, world)
    await settle()
    const asked = connection.link()
    connection.retryNow()
    expect(await asked).toBe(only.line.link)
    connection.close()
  })

  it('gives up at once when it is turned away', async () => {
    let attempts = 0
    const connection = keepConnected(async () => {
      attempts++
      throw new TurnedAway('This link is no longer valid.')
    }, patientWorld())
    await settle()
    expect(attempts).toBe(1)
    expect(connection.state.getState()).toEqual({
      status: 'refused',
      detail: 'This link is no longer valid.',
    })
  })

  it('tells a question that waited too long that the connection is lost', async () => {
    const world = patientWorld()
    const connection = keepConnected(async () => {
      throw new Error('nobody listens')
    }, world)
    const asked = connection.link()
    world.elapse()
    await expect(asked).rejects.toThrow('not answering')
    connection.close()
  })
})
