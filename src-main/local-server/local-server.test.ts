import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { appWithoutVendors, type ServedApp } from '../../tests/fixtures/app-without-vendors.ts'

let served: ServedApp
const escaped: unknown[] = []
const noteEscape = (error: unknown) => escaped.push(error)
beforeAll(async () => {
  process.on('uncaughtException', noteEscape)
  process.on('unhandledRejection', noteEscape)
  served = await appWithoutVendors()
})
afterAll(async () => {
  await served.close()
  process.off('uncaughtException', noteEscape)
  process.off('unhandledRejection', noteEscape)
})
beforeEach(() => escaped.splice(0))

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

/** The server is still there, and nothing went wrong that nobody handled: that would have ended the core. */
async function expectUnharmed(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 100))
  expect((await served.ask('GET', '/api/v1/wallet')).status).toBe(200)
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
    const { metrics } = served.running.app
    const told = metrics.text
    metrics.text = () => Promise.reject(new Error('the registry is broken'))
    const answer = await served.ask('GET', '/metrics')
    metrics.text = told
    expect(answer.status).toBe(500)
    expect(await answer.text()).not.toContain('registry')
    expect(JSON.stringify(served.logged)).toContain('the registry is broken')
  })
})
