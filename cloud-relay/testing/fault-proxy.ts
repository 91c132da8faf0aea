/** A TCP proxy that misbehaves on demand: cuts, swallows, stalls, delays, slices and narrows what passes through it. */
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface FaultProxy {
  readonly url: string
  cut(): void
  /** Open, but nothing passes: what a lost network looks like. */
  swallow(on: boolean): void
  refuse(on: boolean): void
  /** Holds everything back while on; all of it arrives late, in order, when it is turned off. */
  stall(on: boolean): void
  /** How bytes pass from now on, both ways. */
  shape(shape: Partial<Shape>): void
  /** Cuts after so many more bytes towards the client, in the middle of whatever is under way. */
  cutAfterBytes(bytes: number): void
  close(): Promise<void>
}

export interface Shape {
  readonly latencyMs: number
  readonly bytesPerSecond: number
  /** Bytes arrive in pieces of at most this size. */
  readonly sliceBytes: number
}

const UNSHAPED: Shape = {
  latencyMs: 0,
  bytesPerSecond: Number.POSITIVE_INFINITY,
  sliceBytes: Number.POSITIVE_INFINITY,
}

export async function faultProxy(targetUrl: string): Promise<FaultProxy> {
  const target = new URL(targetUrl)
  const sockets = new Set<Socket>()
  let swallowing = false
  let refusing = false
  let bytesLeft = Number.POSITIVE_INFINITY

  let stalled = false
  let shape = UNSHAPED
  let held: (() => void)[] = []

  /** Bytes leave in the order in which they came, as TCP has it, however late a timer is and whatever changes meanwhile. */
  function flow(to: Socket): (data: Buffer) => void {
    const queue: { piece: Buffer; dueAtMs: number }[] = []
    let freeAtMs = 0
    const write = (piece: Buffer) => {
      if (stalled) held.push(() => write(piece))
      else if (to.writable) to.write(piece)
    }
    function drain() {
      for (let next = queue[0]; next && next.dueAtMs <= performance.now(); next = queue[0]) {
        queue.shift()
        write(next.piece)
      }
      if (queue[0]) setTimeout(drain, queue[0].dueAtMs - performance.now())
    }
    return (data) => {
      if (shape === UNSHAPED && queue.length === 0) return write(data)
      const isDraining = queue.length > 0
      for (let at = 0; at < data.length; at += shape.sliceBytes) {
        const piece = data.subarray(at, Math.min(data.length, at + shape.sliceBytes))
        freeAtMs =
          Math.max(freeAtMs, performance.now() + shape.latencyMs) +
          (piece.length / shape.bytesPerSecond) * 1_000
        queue.push({ piece, dueAtMs: freeAtMs })
      }
      if (!isDraining) drain()
    }
  }

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
    const [toUpstream, toClient] = [flow(upstream), flow(client)]
    client.on('data', (data) => !swallowing && toUpstream(data))
    upstream.on('data', (data) => {
      if (swallowing) return
      toClient(data.subarray(0, Math.min(data.length, bytesLeft)))
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
    stall(on) {
      stalled = on
      const waiting = on ? [] : held
      if (!on) held = []
      for (const pass of waiting) pass()
    },
    shape(changes) {
      shape = Object.keys(changes).length === 0 ? UNSHAPED : { ...UNSHAPED, ...changes }
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
