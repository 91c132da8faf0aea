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
import type { RelayKeys } from './relay-key.ts'

const HANDSHAKE_MS = 10_000

export interface HandshakeParts {
  relayKeys: RelayKeys
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
  const { relayKeys, devices, runId, logId, isOurHost } = parts
  const relayKey = relayKeys.current()
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
          succession: [...relayKeys.succession()],
        }),
      )
    }

    function judge({ deviceId, transcript }: { deviceId: string; transcript: Buffer }, proof: Proof) {
      const device = devices.find(deviceId)
      if (!device) return finish({ proven: false, code: 'unknown_device' })
      if (!verifyText(device.publicKey, transcript, proof.signature))
        return finish({ proven: false, code: 'bad_proof' })
      if (device.removedAtMs !== null) return finish({ proven: false, code: 'removed' })
      finish({ proven: true, deviceId, proof })
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
