/** Strangers by the hundred: headers that never end, handshakes that never finish, pings, and one enormous frame. */
import { connect, type Socket } from 'node:net'
import WebSocket from 'ws'

export interface FloodOptions {
  readonly slowClients: number
  readonly handshakesAtOnce: number
}

const DRIP_MS = 200
const ENORMOUS_BYTES = 100 * 1_048_576

/** Begins; answers how to end it. */
export async function flood(
  url: string,
  { slowClients, handshakesAtOnce }: FloodOptions,
): Promise<() => Promise<void>> {
  const { hostname, port } = new URL(url)
  const sockets = new Set<{ destroy(): void }>()
  let over = false

  const slow: Socket[] = Array.from({ length: slowClients }, () => {
    const socket = connect(Number(port), hostname)
    socket.on('error', () => socket.destroy())
    socket.write('POST /api/webhooks/telnyx HTTP/1.1\r\nHost: relay\r\n')
    sockets.add(socket)
    return socket
  })
  const drip = setInterval(() => {
    for (const socket of slow) if (socket.writable) socket.write('X-Slow: 1\r\n')
  }, DRIP_MS)

  async function knockOnce(path: string): Promise<void> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}${path}`, { handshakeTimeout: 2_000 })
    const hold = { destroy: () => socket.terminate() }
    sockets.add(hold)
    await new Promise<void>((resolve) => {
      socket.once('open', () => {
        for (let n = 0; n < 50; n++) socket.ping()
        resolve()
      })
      socket.once('error', () => resolve())
    })
    socket.terminate()
    sockets.delete(hold)
  }
  async function keepKnocking(index: number): Promise<void> {
    while (!over) await knockOnce(index % 2 === 0 ? '/link' : '/api/voice/stream/call_0')
  }
  const knocking = Array.from({ length: handshakesAtOnce }, (_, index) => keepKnocking(index))

  const enormous = new WebSocket(`${url.replace('http', 'ws')}/link`)
  enormous.on('error', () => enormous.terminate())
  enormous.once('open', () => enormous.send(Buffer.alloc(ENORMOUS_BYTES)))
  sockets.add({ destroy: () => enormous.terminate() })

  return async () => {
    over = true
    clearInterval(drip)
    for (const socket of sockets) socket.destroy()
    await Promise.all(knocking)
  }
}
