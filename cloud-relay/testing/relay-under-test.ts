/** A real relay on loopback for tests, with the vendors' side of it: signed webhooks and a carrier. */
import { createPublicKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import WebSocket from 'ws'
import type { Clock } from '../clock.ts'
import { silentLog } from '../log.ts'
import { type Relay, startRelay } from '../server.ts'
import type { Settings } from '../settings.ts'

const { privateKey } = generateKeyPairSync('ed25519')
const publicKey = createPublicKey(privateKey)
export const testPublicKeyText = Buffer.from(
  publicKey.export({ format: 'jwk' }).x ?? '',
  'base64url',
).toString('base64')

export interface RelayUnderTest {
  readonly dataDir: string
  url(): string
  pairingCode(): string
  stop(): Promise<void>
  /** The same folder and the same port, as after a crash or an update. */
  start(changes?: Partial<Settings>): Promise<void>
  remove(): Promise<void>
}

export async function relayUnderTest(
  changes: Partial<Settings> = {},
  clock?: Clock,
): Promise<RelayUnderTest> {
  const dataDir = mkdtempSync(join(tmpdir(), 'relay-'))
  let port = 0
  let relay: Relay | undefined

  async function start(more: Partial<Settings> = {}): Promise<void> {
    const settings: Settings = {
      host: '127.0.0.1',
      port,
      dataDir,
      publicUrl: undefined,
      telnyx: { kind: 'ed25519', publicKey },
      vapiSecret: undefined,
      stripe: undefined,
      bundles: [],
      exitWithParent: false,
      resetPairing: false,
      takeOver: false,
      ...changes,
      ...more,
    }
    relay = await startRelay({ settings, log: silentLog, ...(clock && { clock }) })
    port = Number(new URL(relay.url).port)
  }
  async function stop(): Promise<void> {
    await relay?.close()
    relay = undefined
  }
  await start()
  return {
    dataDir,
    url: () => `http://127.0.0.1:${port}`,
    pairingCode: () => relay?.pairingCode ?? '',
    start,
    stop,
    async remove() {
      await stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export interface Delivery {
  body: string
  timestampSeconds?: number
}

export const telnyxEvent = (eventId: string = randomUUID(), payload: object = {}): string =>
  JSON.stringify({
    data: { record_type: 'event', event_type: 'call.answered', id: eventId, payload },
    meta: { attempt: 1 },
  })

export function signedHeaders({
  body,
  timestampSeconds = Math.floor(Date.now() / 1_000),
}: Delivery): Record<string, string> {
  const signature = sign(null, Buffer.from(`${timestampSeconds}|${body}`), privateKey)
  return {
    'content-type': 'application/json',
    'telnyx-timestamp': String(timestampSeconds),
    'telnyx-signature-ed25519': signature.toString('base64'),
  }
}

export const deliver = (url: string, delivery: Delivery): Promise<Response> =>
  fetch(`${url}/api/webhooks/telnyx`, {
    method: 'POST',
    headers: signedHeaders(delivery),
    body: delivery.body,
  })

export interface TestCarrier {
  readonly socket: WebSocket
  /** Everything the relay sent, as parsed JSON. */
  readonly heard: { event: string; media?: { payload: string }; mark?: { name: string } }[]
  connected(): void
  start(format?: { encoding: string; sample_rate: number }): void
  media(chunk: number, pcmu: Uint8Array): void
  send(frame: object): void
  close(): void
}

/** Connects as Telnyx does. Rejects with the HTTP status when the relay refuses the upgrade. */
export function testCarrier(
  streamUrl: string,
  authToken: string | undefined,
  callControlId = 'v3:test',
): Promise<TestCarrier> {
  const headers = authToken === undefined ? {} : { 'x-telnyx-streaming-auth-token': authToken }
  const socket = new WebSocket(streamUrl, { headers, perMessageDeflate: false })
  const heard: TestCarrier['heard'] = []
  socket.on('message', (data) => heard.push(JSON.parse(String(data))))
  const send = (frame: object) => socket.send(JSON.stringify(frame))
  const carrier: TestCarrier = {
    socket,
    heard,
    connected: () => send({ event: 'connected', version: '1.0.0' }),
    start: (format = { encoding: 'PCMU', sample_rate: 8_000 }) =>
      send({
        event: 'start',
        sequence_number: '1',
        stream_id: 's-1',
        start: { call_control_id: callControlId, media_format: { ...format, channels: 1 } },
      }),
    media: (chunk, pcmu) =>
      send({
        event: 'media',
        sequence_number: String(chunk + 1),
        stream_id: 's-1',
        media: {
          track: 'inbound',
          chunk: String(chunk),
          timestamp: '5',
          payload: Buffer.from(pcmu).toString('base64'),
        },
      }),
    send,
    close: () => socket.close(),
  }
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(carrier))
    socket.once('unexpected-response', (_request, response) => reject(new Error(String(response.statusCode))))
    socket.once('error', reject)
  })
}
