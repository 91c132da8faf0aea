import type { AddressInfo } from 'node:net'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../../cloud-relay/testing/eventually.ts'
import { type RelayUnderTest, relayUnderTest } from '../../../cloud-relay/testing/relay-under-test.ts'
import { LinkClose } from '../../../cloud-relay/wire/close-codes.ts'
import { earlyEnds } from './early-ends.ts'
import type { DesktopRelayLink } from './relay-link.ts'
import { linkTo } from './testing/link-surroundings.ts'

describe('a link that ends soon after its handshake', () => {
  it('means a fault of the set-up at the third time in a row that it is closed', () => {
    const ends = earlyEnds()
    expect([1, 2, 3].map(() => ends.ended(500, 'closed'))).toEqual(['try-again', 'try-again', 'turned-away'])
  })

  it('means nothing when a healthy connection lies between', () => {
    const ends = earlyEnds()
    ends.ended(500, 'closed')
    ends.ended(500, 'closed')
    ends.ended(60_000, 'cut')
    expect(ends.ended(500, 'closed')).toBe('try-again')
  })

  it('is never given up while it is only cut, however often', () => {
    const ends = earlyEnds()
    expect(Array.from({ length: 50 }, () => ends.ended(500, 'cut'))).not.toContain('turned-away')
    expect(ends.ended(500, 'cut')).toBe('cut-again-and-again')
  })
})

const POLICY_VIOLATION = 1008
/** How the connection ends once the relay has welcomed the desktop. */
const CLOSED_WITH = {
  'in-words': POLICY_VIOLATION,
  'as-lost': LinkClose.lost,
  'as-resumed': LinkClose.resumed,
  'by-cutting': undefined,
} as const

/** Something between desktop and relay that lets the handshake pass and then ends the connection. */
interface Doorkeeper {
  readonly url: string
  connections: number
  turnsAway: keyof typeof CLOSED_WITH | 'nobody'
  close(): Promise<void>
}

/** As a server sends it (RFC 6455, section 5.5.1). */
const closeFrame = (code: number): Buffer => Buffer.from([0x88, 0x02, code >> 8, code & 0xff])

async function doorkeeper(relayUrl: string): Promise<Doorkeeper> {
  const sockets = new Set<Socket>()
  const server: Server = createServer((outer) => {
    const inner = connect(Number(new URL(relayUrl).port), '127.0.0.1')
    for (const socket of [outer, inner]) {
      sockets.add(socket)
      socket.on('error', () => socket.destroy())
    }
    outer.pipe(inner)
    inner.pipe(outer)
    const turnAway = (data: Buffer) => {
      if (door.turnsAway === 'nobody' || !data.includes('"type":"welcome"')) return
      inner.off('data', turnAway)
      door.connections += 1
      inner.unpipe(outer)
      outer.unpipe(inner)
      outer.resume()
      const code = CLOSED_WITH[door.turnsAway]
      if (code === undefined) outer.destroy()
      else outer.end(closeFrame(code))
      inner.destroy()
    }
    inner.on('data', turnAway)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const door: Doorkeeper = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    connections: 0,
    turnsAway: 'nobody',
    close() {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
  return door
}

describe('the desktop', () => {
  let relay: RelayUnderTest
  let door: Doorkeeper
  let link: DesktopRelayLink
  beforeEach(async () => {
    relay = await relayUnderTest()
    door = await doorkeeper(relay.url())
  })
  afterEach(async () => {
    await link.close()
    await door.close()
    await relay.remove()
  })
  const start = () => {
    link = linkTo(door.url, relay.pairingCode())
  }

  it('stops when it is let in and turned away three times, says so, and tries again when a person asks', async () => {
    door.turnsAway = 'in-words'
    start()
    await eventually('given up', () => link.state().status === 'refused')
    expect(link.state()).toMatchObject({ reason: expect.stringContaining('three times in a row') })
    expect(door.connections).toBe(3)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(door.connections).toBe(3)
    door.turnsAway = 'nobody'
    link.connectAgain()
    await eventually('online', () => link.state().status === 'online')
  })

  it.each(['by-cutting', 'as-lost', 'as-resumed'] as const)(
    'goes on trying when the connection is only cut, %s, and says what it looks like',
    async (how) => {
      door.turnsAway = how
      start()
      await eventually('told', () => JSON.stringify(link.state()).includes('again and again'))
      await eventually('still trying', () => door.connections >= 5)
      door.turnsAway = 'nobody'
      await eventually('online', () => link.state().status === 'online')
    },
  )
})
