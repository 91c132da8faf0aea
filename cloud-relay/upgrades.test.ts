import { once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { eventually } from './testing/eventually.ts'
import { type RelayUnderTest, relayUnderTest, testCarrier } from './testing/relay-under-test.ts'

let relay: RelayUnderTest
beforeEach(async () => {
  relay = await relayUnderTest()
})
afterEach(() => relay.remove())

const socketUrl = (path: string) => relay.url().replace('http', 'ws') + path

function upgradeStatus(path: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve) => {
    const socket = new WebSocket(socketUrl(path), { headers })
    socket.on('open', () => resolve(101))
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.on('error', () => {})
  })
}

describe('a socket', () => {
  it('for audio is refused before it exists without a token, and with a wrong one', async () => {
    await expect(testCarrier(socketUrl('/api/voice/stream/call_1'), undefined)).rejects.toThrow('401')
    await expect(testCarrier(socketUrl('/api/voice/stream/call_1'), 'A'.repeat(43))).rejects.toThrow('401')
    await expect(testCarrier(socketUrl('/api/voice/stream/..%2f'), 'A'.repeat(43))).rejects.toThrow('401')
  })

  it('for audio is answered slowly once somebody guesses tokens', async () => {
    for (let guess = 0; guess < 10; guess++) await upgradeStatus('/api/voice/stream/call_1')
    const startedMs = performance.now()
    expect(await upgradeStatus('/api/voice/stream/call_1')).toBe(401)
    expect(performance.now() - startedMs).toBeGreaterThan(900)
  })

  it('for a desktop is never given to a browser', async () => {
    expect(await upgradeStatus('/link', { origin: relay.url() })).toBe(403)
    expect(await upgradeStatus('/link', { origin: 'null' })).toBe(403)
    expect(await upgradeStatus('/link')).toBe(101)
  })

  it('is not found elsewhere', async () => {
    expect(await upgradeStatus('/')).toBe(404)
  })

  it('for a desktop is kept while it proves itself, unless sixty-four others come after it', async () => {
    const strangers: WebSocket[] = []
    while (strangers.length < 65) {
      const stranger = new WebSocket(socketUrl('/link'))
      strangers.push(stranger)
      await once(stranger, 'open')
    }
    // Sooner than the time in which it would have had to prove itself.
    await eventually('the oldest goes', () => strangers[0]?.readyState === WebSocket.CLOSED, 5_000)
    expect(strangers.slice(1).every(({ readyState }) => readyState === WebSocket.OPEN)).toBe(true)
    for (const socket of strangers) socket.terminate()
  })

  it('for a desktop is closed when it does not speak the protocol', async () => {
    for (const noise of ['text', Buffer.from('noise'), Buffer.alloc(16)]) {
      const socket = new WebSocket(socketUrl('/link'))
      socket.on('open', () => socket.send(noise))
      expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(4002)
    }
  })
})
