import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from './eventually.ts'
import { type FaultProxy, faultProxy, type Shape } from './fault-proxy.ts'

let server: Server
let proxy: FaultProxy
let client: Socket
let arrived: Buffer[]
beforeEach(async () => {
  arrived = []
  server = createServer((socket) => socket.on('data', (data) => arrived.push(data)))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  proxy = await faultProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  client = connect(Number(new URL(proxy.url).port), '127.0.0.1').setNoDelay(true)
  await once(client, 'connect')
})
afterEach(async () => {
  client.destroy()
  await proxy.close()
  server.close()
})

const SHAPES: readonly Partial<Shape>[] = [
  { sliceBytes: 3 },
  {},
  { latencyMs: 15 },
  { bytesPerSecond: 20_000 },
]

describe('a network that misbehaves', () => {
  it('delivers bytes in their order, also when it mends while a busy program is late with its timers', async () => {
    const sent: Buffer[] = []
    for (let n = 0; n < 120; n++) {
      const line = Buffer.from(`line ${n} `.repeat(8))
      sent.push(line)
      client.write(line)
      await new Promise((resolve) => setImmediate(resolve))
      if (n % 3 === 0) proxy.shape(SHAPES[(n / 3) % SHAPES.length] ?? {})
      if (n % 10 === 0) proxy.stall(n % 20 === 0)
      if (n % 7 === 0) standStill(5)
    }
    proxy.stall(false)
    const all = Buffer.concat(sent)
    await eventually('every byte', () => Buffer.concat(arrived).length === all.length)
    expect(Buffer.concat(arrived).equals(all)).toBe(true)
  })
})

function standStill(ms: number): void {
  const untilMs = performance.now() + ms
  while (performance.now() < untilMs);
}
