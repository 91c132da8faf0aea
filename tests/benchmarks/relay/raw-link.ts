/** A proven link whose socket can be given away: the load generator speaks on it where the desktop would. */
import { randomUUID } from 'node:crypto'
import type { Socket } from 'node:net'
import WebSocket from 'ws'
import { controlFrame, parseBody, RelayMessage } from '../../../cloud-relay/wire/control-messages.ts'
import { type Frame, FrameType, readFrames } from '../../../cloud-relay/wire/frame.ts'
import { readPairingCode } from '../../../cloud-relay/wire/pairing-messages.ts'
import { sessionTranscript } from '../../../cloud-relay/wire/transcripts.ts'
import {
  type DeviceIdentity,
  newIdentity,
  signTranscript,
} from '../../../src-main/adapters/relay/device-identity.ts'
import { pairDevice } from '../../../src-main/adapters/relay/pair-device.ts'

export interface Ticket {
  readonly streamId: number
  readonly path: string
  readonly token: string
}

export interface RawLink {
  openStreams(count: number): Promise<Ticket[]>
  /** Reads no more; what the relay sends from now on is for whoever gets the socket. */
  giveAway(): Socket
  /** With the code that the relay gave. */
  readonly closed: Promise<number>
  close(): void
}

export async function pairOnce(url: string, pairingCode: string): Promise<DeviceIdentity> {
  const code = readPairingCode(pairingCode)
  if (!code) throw new Error('the relay printed no pairing code')
  const identity = newIdentity(code.relayFingerprint, Date.now())
  const outcome = await pairDevice(
    { url, code, identity, deviceName: 'Benchmark' },
    new AbortController().signal,
  )
  if (!outcome.paired) throw new Error(`pairing failed: ${outcome.code}`)
  return identity
}

/** `runId` names the run of the desktop that this link pretends to be. */
export async function openRawLink(
  url: string,
  identity: DeviceIdentity,
  runId: string = randomUUID(),
): Promise<RawLink> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/link`, { perMessageDeflate: false })
  const messages = relayMessages(socket)
  const host = new URL(url).host
  const nonce = Buffer.alloc(32, 7).toString('base64url')
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))

  socket.send(controlFrame({ type: 'hello', device_id: identity.deviceId, host, nonce }))
  const challenge = await messages.next('challenge')
  const transcript = sessionTranscript('desktop', {
    host,
    deviceId: identity.deviceId,
    relayFingerprint: identity.relayFingerprint,
    deviceNonce: nonce,
    relayNonce: challenge.nonce,
    logId: challenge.log_id,
  })
  socket.send(
    controlFrame({
      type: 'proof',
      signature: signTranscript(identity, transcript),
      run_id: runId,
      last_committed_seq: 0,
      reliable_received: 0,
      streams: [],
    }),
  )
  await messages.next('welcome')
  return {
    closed: new Promise((resolve) => socket.once('close', resolve)),
    async openStreams(count) {
      const tickets: Ticket[] = []
      while (tickets.length < count) {
        const call_id = `call_${tickets.length}`
        // A request is run once: another round must not be answered with the tickets of this one.
        socket.send(controlFrame({ type: 'open_stream', request_id: randomUUID(), call_id }))
        const { stream_id, stream_url, auth_token } = await messages.next('stream_opened')
        tickets.push({ streamId: stream_id, path: new URL(stream_url).pathname, token: auth_token })
      }
      return tickets
    },
    giveAway() {
      socket.pause()
      return socketOf(socket)
    },
    close: () => socket.terminate(),
  }
}

type Of<Type extends RelayMessage['type']> = Extract<RelayMessage, { type: Type }>

/** The relay answers one by one here; whatever is not JSON is of no interest yet. */
function relayMessages(socket: WebSocket) {
  const arrived: RelayMessage[] = []
  let wake: (() => void) | undefined
  socket.on('message', (data: Buffer) =>
    readFrames(data, (frame: Frame) => {
      const message = frame.type === FrameType.control ? parseBody(RelayMessage, frame) : undefined
      if (!message) return
      arrived.push(message)
      wake?.()
    }),
  )
  return {
    async next<Type extends RelayMessage['type']>(type: Type): Promise<Of<Type>> {
      while (arrived.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      const message = arrived.shift()
      if (message?.type !== type) throw new Error(`the relay said ${JSON.stringify(message)}, not ${type}`)
      return message as Of<Type>
    },
  }
}

/** `ws` keeps the socket to itself, yet another program must go on with it. */
function socketOf(socket: WebSocket): Socket {
  const { _socket } = socket as unknown as { _socket: Socket }
  return _socket
}
