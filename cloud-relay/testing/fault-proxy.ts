/** A TCP proxy that misbehaves on demand: cuts every connection, or swallows everything while looking open. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface FaultProxy {
  readonly url: string
  cut(): void
  /** Open, but nothing passes: what a lost network looks like. */
  swallow(on: boolean): void
  refuse(on: boolean): void
  /** Cuts after so many more bytes towards the client, in the middle of whatever is under way. */
  cutAfterBytes(bytes: number): void
  close(): Promise<void>
}

export async function faultProxy(targetUrl: string): Promise<FaultProxy> {
  const target = new URL(targetUrl)
  const sockets = new Set<Socket>()
  let swallowing = false
  let refusing = false
  let bytesLeft = Number.POSITIVE_INFINITY

  const cut = () => {
    for (const socket of sockets) socket.destroy()
    bytesLeft = Number.POSITIVE_INFINITY
  }
  const server = createServer((client) => {
    if (refusing) return void client.destroy()
    const upstream = connect(Number(target.port), target.hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => socket.destroy())
    }
    client.on('data', (data) => !swallowing && upstream.write(data))
    upstream.on('data', (data) => {
      if (swallowing) return
      client.write(data.subarray(0, Math.min(data.length, bytesLeft)))
      bytesLeft -= data.length
      if (bytesLeft <= 0) cut()
    })
    for (const [one, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    swallow(on) {
      swallowing = on
    },
    refuse(on) {
      refusing = on
    },
    cutAfterBytes(bytes) {
      bytesLeft = bytes
    },
    close() {
      cut()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
