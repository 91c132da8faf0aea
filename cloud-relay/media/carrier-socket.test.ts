/** What goes to the carrier and what does not, over a real socket whose far end can stop reading. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { relayMetrics } from '../relay-metrics.ts'
import { eventually } from '../testing/eventually.ts'
import { FRAME_HEADER_BYTES } from '../wire/frame.ts'
import { type CarrierSocket, carrierSocket } from './carrier-socket.ts'

/** More than the system keeps between two sockets of one machine: what follows stays with the relay. */
const MORE_THAN_THE_SYSTEM_KEEPS = 400
const SECOND = Buffer.alloc(8_000, 0x55)

let server: WebSocketServer
let carrier: WebSocket
let accepted: WebSocket
let socket: CarrierSocket
let nowMs: number
let heard: { event: string; mark?: { name: string } }[]
let told: string[]
const { audio: counts } = relayMetrics()

beforeEach(async () => {
  nowMs = 0
  heard = []
  told = []
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await once(server, 'listening')
  carrier = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  carrier.on('message', (data) => heard.push(JSON.parse(String(data))))
  ;[accepted] = (await once(server, 'connection')) as [WebSocket]
  await once(carrier, 'open')
  socket = carrierSocket({
    socket: accepted,
    streamId: 1,
    clock: { wallMs: () => nowMs, monotonicMs: () => nowMs },
    counts,
    listener: {
      started: ({ callControlId }) => told.push(`started ${callControlId}`),
      audio: (frame) => told.push(`audio ${frame[FRAME_HEADER_BYTES]}`),
      markReturned: (name) => told.push(`mark ${name}`),
      digitPressed: (digit) => told.push(`digit ${digit}`),
      stopped: (reason) => told.push(`stopped ${reason}`),
    },
  })
})
afterEach(async () => {
  carrier.terminate()
  await eventually('the end', () => told.some((line) => line.startsWith('stopped')))
  server.close()
})

const say = (frame: object) => carrier.send(JSON.stringify(frame))
const start = async () => {
  const media_format = { encoding: 'PCMU', sample_rate: 8_000 }
  say({ event: 'start', start: { call_control_id: 'v3:one', media_format } })
  await eventually('started', () => told.length === 1)
}
const marks = () => heard.flatMap(({ mark }) => mark?.name ?? [])

describe('a mark', () => {
  it('follows the audio that it vouches for', async () => {
    socket.sendAudio(Buffer.from([1]))
    socket.sendMark('said')
    await eventually('both', () => heard.length === 2)
    expect(heard.map(({ event }) => event)).toEqual(['media', 'mark'])
  })

  it('is not sent behind audio that came too late to be spoken; the one after the next audio is', async () => {
    socket.dropLateAudio()
    socket.sendMark('never spoken')
    socket.sendAudio(Buffer.from([1]))
    socket.sendMark('spoken')
    await eventually('the mark', () => marks().length > 0)
    expect(marks()).toEqual(['spoken'])
  })

  it('is not sent behind audio for which the carrier was too slow', async () => {
    carrier.pause()
    const droppedBefore = counts.outboundDropped.carrierBehind
    for (let n = 0; n < MORE_THAN_THE_SYSTEM_KEEPS; n++) {
      socket.sendAudio(SECOND)
      await new Promise((resolve) => setImmediate(resolve))
    }
    expect(counts.outboundDropped.carrierBehind).toBeGreaterThan(droppedBefore)
    socket.sendMark('in part only')
    carrier.resume()
    socket.sendMark('whole')
    await eventually('the mark', () => marks().length > 0)
    expect(marks()).toEqual(['whole'])
  })

  it('comes back at once after a clear, which is what it is waited for, whatever was dropped before', async () => {
    socket.dropLateAudio()
    socket.clear()
    socket.sendMark('cleared')
    await eventually('both', () => heard.length === 2)
    expect(heard.map(({ event }) => event)).toEqual(['clear', 'mark'])
  })
})

describe('a carrier', () => {
  it('that never starts is given up after three minutes', () => {
    nowMs = 180_000
    socket.check()
    expect(told).toEqual([])
    nowMs += 1
    socket.check()
    expect(told).toEqual(['stopped carrier-never-started'])
  })

  it('that is silent is asked after three seconds, and closed six after its answer', async () => {
    await start()
    nowMs = 3_001
    const answered = once(accepted, 'pong')
    socket.check()
    await answered
    nowMs = 9_001
    socket.check()
    expect(told).toEqual(['started v3:one'])
    nowMs = 9_002
    socket.check()
    expect(told).toEqual(['started v3:one', 'stopped carrier-silent'])
  })

  it('that does not answer is closed after six seconds', async () => {
    await start()
    carrier.pause()
    nowMs = 6_001
    socket.check()
    expect(told).toEqual(['started v3:one', 'stopped carrier-silent'])
  })

  it('that sends more than 200 frames in a second is heard for those, and again in the next', async () => {
    await start()
    const before = counts.inboundDropped.tooMany
    for (let digit = 0; digit < 205; digit++) say({ event: 'dtmf', dtmf: { digit: '1' } })
    await eventually('all arrived', () => counts.inboundDropped.tooMany - before === 6)
    expect(told).toHaveLength(200)
    nowMs = 1_000
    say({ event: 'dtmf', dtmf: { digit: '2' } })
    await eventually('the next second', () => told.at(-1) === 'digit 2')
  })
})
