/** Both ends prove their keys before anything else is said. A stranger learns only the relay's public key. */
import type { WebSocket } from 'ws'
import {
  controlFrame,
  DesktopMessage,
  type Proof,
  parseBody,
  type RefusalCode,
} from '../wire/control-messages.ts'
import { type Frame, FrameType, readFrames } from '../wire/frame.ts'
import { sessionTranscript } from '../wire/transcripts.ts'
import type { Devices } from './devices.ts'
import { newNonce, signText, verifyText } from './ed25519.ts'
import type { RelayKey } from './relay-key.ts'

const HANDSHAKE_MS = 10_000

export interface HandshakeParts {
  relayKey: RelayKey
  devices: Devices
  runId: string
  logId: () => string
  isOurHost: (host: string) => boolean
}

export type Handshake =
  | { proven: true; deviceId: string; proof: Proof }
  | { proven: false; code: RefusalCode | 'gone' }

/** Resolves once. Nothing of the socket's traffic is lost: frames come one message at a time, by the protocol. */
export function shakeHands(socket: WebSocket, parts: HandshakeParts): Promise<Handshake> {
  const { relayKey, devices, runId, logId, isOurHost } = parts
  const relayNonce = newNonce()
  let asked: { deviceId: string; transcript: Buffer } | undefined

  return new Promise((resolve) => {
    const deadline = setTimeout(() => finish({ proven: false, code: 'gone' }), HANDSHAKE_MS)
    const gone = () => finish({ proven: false, code: 'gone' })

    function finish(result: Handshake) {
      clearTimeout(deadline)
      socket.off('message', receive)
      socket.off('close', gone)
      resolve(result)
    }

    function receive(data: unknown) {
      const message = Buffer.isBuffer(data) ? onlyMessage(data) : undefined
      if (message?.type === 'hello' && !asked) return challenge(message)
      if (message?.type === 'proof' && asked) return judge(asked, message)
      finish({ proven: false, code: 'protocol' })
    }

    function challenge({ device_id, host, nonce }: Extract<DesktopMessage, { type: 'hello' }>) {
      if (!isOurHost(host)) return finish({ proven: false, code: 'wrong_host' })
      const facts = {
        host,
        deviceId: device_id,
        relayFingerprint: relayKey.fingerprint,
        deviceNonce: nonce,
        relayNonce,
        logId: logId(),
      }
      asked = { deviceId: device_id, transcript: sessionTranscript('desktop', facts) }
      const signature = signText(relayKey.privateKey, sessionTranscript('relay', facts))
      socket.send(
        controlFrame({
          type: 'challenge',
          relay_key: relayKey.publicKey,
          nonce: relayNonce,
          signature,
          run_id: runId,
          log_id: facts.logId,
        }),
      )
    }

    function judge({ deviceId, transcript }: { deviceId: string; transcript: Buffer }, proof: Proof) {
      const publicKey = devices.publicKeyOf(deviceId)
      if (!publicKey) return finish({ proven: false, code: 'unknown_device' })
      const proven = verifyText(publicKey, transcript, proof.signature)
      finish(proven ? { proven, deviceId, proof } : { proven, code: 'bad_proof' })
    }

    socket.on('message', receive)
    socket.on('close', gone)
  })
}

function onlyMessage(data: Buffer): DesktopMessage | undefined {
  const frames: Frame[] = []
  try {
    readFrames(data, (frame) => frames.push(frame))
  } catch {
    return undefined
  }
  const [frame] = frames
  return frame?.type === FrameType.control && frames.length === 1
    ? parseBody(DesktopMessage, frame)
    : undefined
}
