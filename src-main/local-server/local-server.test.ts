import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { appWithoutVendors, type ServedApp } from '../../tests/fixtures/app-without-vendors.ts'
import { startLocalServer } from './local-server.ts'
import { createRouter } from './router.ts'

let served: ServedApp
const escaped: unknown[] = []
const noteEscape = (error: unknown) => escaped.push(error)
/** The server's ends of the connections that it has taken. */
const taken: Socket[] = []
const noteTaken = (message: unknown) => taken.push((message as { socket: Socket }).socket)
beforeAll(async () => {
  process.on('uncaughtException', noteEscape)
  process.on('unhandledRejection', noteEscape)
  subscribe('net.server.socket', noteTaken)
  served = await appWithoutVendors()
})
afterAll(async () => {
  await served.close()
  process.off('uncaughtException', noteEscape)
  process.off('unhandledRejection', noteEscape)
  unsubscribe('net.server.socket', noteTaken)
})
beforeEach(() => {
  escaped.splice(0)
  taken.splice(0)
})

const port = () => Number(new URL(served.server.origin).port)
const upgrade = (path: string) =>
  [
    `GET ${path} HTTP/1.1`,
    `Host: 127.0.0.1:${port()}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    '\r\n',
  ].join('\r\n')

async function knock(path: string): Promise<Socket> {
  const socket = connect(port(), '127.0.0.1')
  socket.on('error', () => {})
  await once(socket, 'connect')
  socket.write(upgrade(path))
  return socket
}

/** A request on a connection of its own. */
async function statusOf(path: string): Promise<number | undefined> {
  const headers = { authorization: `Bearer ${served.token}` }
  const request = get(`${served.server.origin}${path}`, { agent: false, headers })
  const [answer] = (await once(request, 'response')) as [IncomingMessage]
  answer.resume()
  await once(answer, 'end')
  return answer.statusCode
}

/** The server is still there, and nothing went wrong that nobody handled: that would have ended the core. */
async function expectUnharmed(): Promise<void> {
  // Connections are taken in order, so that this one comes after all that were broken off.
  expect(await statusOf('/api/v1/wallet')).toBe(200)
  for (const socket of taken) if (!socket.closed) await once(socket, 'close')
  await nextTurn()
  expect(escaped).toEqual([])
}

describe('the local server', () => {
  it('survives fifty strangers who knock without a token and reset the line', async () => {
    for (let i = 0; i < 50; i++) {
      const socket = await knock('/rpc')
      socket.resetAndDestroy()
    }
    await expectUnharmed()
  })

  it('survives strangers who knock, listen to the refusal and reset the line while writing on', async () => {
    for (let i = 0; i < 20; i++) {
      const socket = await knock('/ws/activity')
      await once(socket, 'data')
      socket.write(Buffer.alloc(100_000))
      socket.resetAndDestroy()
    }
    await expectUnharmed()
  })

  it.each(['/rpc', '/ws/activity'])('survives a frame of garbage on %s', async (path) => {
    const socket = await knock(`${path}?token=${encodeURIComponent(served.token)}`)
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toContain('101 Switching Protocols')
    socket.write(Buffer.from([0xff, 0xff, 0xff, 0xff, 0x00, 0x01, 0x02, 0x03]))
    await once(socket, 'close')
    await expectUnharmed()
  })

  it('survives an upgrade whose path is no path', async () => {
    const socket = await knock('//')
    const [answer] = (await once(socket, 'data')) as [Buffer]
    expect(answer.toString()).toContain('400 Bad Request')
    socket.destroy()
    await expectUnharmed()
  })

  it('tells the log, and not the caller, why a page failed', async () => {
    const { app } = served.running
    const text = () => Promise.reject(new Error('the registry is broken'))
    const broken = await startLocalServer({
      app: { ...app, metrics: { ...app.metrics, text } },
      router: createRouter(app),
      token: served.token,
      port: 0,
      rendererFolder: null,
    })
    const answer = await fetch(`${broken.origin}/metrics`, {
      headers: { authorization: `Bearer ${served.token}` },
    })
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('registry')
    expect(JSON.stringify(served.logged)).toContain('the registry is broken')
    await broken.close()
  })
})
