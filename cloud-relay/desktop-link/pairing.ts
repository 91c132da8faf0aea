/**
 * Pairing proves two things at once: that the desktop holds the code printed on the relay's host, and that it
 * talks to the relay whose fingerprint is in that code. The code works once, for fifteen minutes and five tries.
 */
import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'
import type { Clock } from '../clock.ts'
import {
  PAIRING_SECRET_BYTES,
  type PairChallenge,
  type PairFailureCode,
  type PairRequest,
  type PairResult,
  printPairingCode,
} from '../wire/pairing-messages.ts'
import { type PairingFacts, pairingTranscript } from '../wire/transcripts.ts'
import type { Devices } from './devices.ts'
import { fingerprintOf, newNonce, signText, verifyText } from './ed25519.ts'
import type { RelayKey } from './relay-key.ts'

const CODE_LIFETIME_MS = 15 * 60_000
const MAX_TRIES = 5
const BEGUN_LIFETIME_MS = 60_000
const MAX_BEGUN = 32

export type PairAnswer<T> = { ok: true; value: T } | { ok: false; code: PairFailureCode }
type Begin = Extract<PairRequest, { step: 'begin' }>
type Finish = Extract<PairRequest, { step: 'finish' }>

export interface Pairing {
  /** What the relay prints, while a desktop may still pair. */
  code(): string | null
  begin(request: Begin): PairAnswer<PairChallenge>
  finish(request: Finish): PairAnswer<PairResult>
}

export interface PairingParts {
  relayKey: RelayKey
  devices: Devices
  clock: Clock
  publicUrl: string
  isOurHost: (host: string) => boolean
}

interface Open {
  readonly secret: Buffer
  readonly expiresAtMs: number
  readonly triesLeft: number
}

export function pairing({ relayKey, devices, clock, publicUrl, isOurHost }: PairingParts): Pairing {
  let open: Open | 'burned' | 'closed' =
    devices.count() > 0
      ? 'closed'
      : {
          secret: randomBytes(PAIRING_SECRET_BYTES),
          expiresAtMs: clock.wallMs() + CODE_LIFETIME_MS,
          triesLeft: MAX_TRIES,
        }
  const begun = new Map<string, { facts: PairingFacts; expiresAtMs: number }>()

  function current(): PairAnswer<Open> {
    if (open === 'closed') return { ok: false, code: 'no_pairing_open' }
    if (open === 'burned') return { ok: false, code: 'too_many_tries' }
    return clock.wallMs() < open.expiresAtMs ? { ok: true, value: open } : { ok: false, code: 'code_expired' }
  }

  return {
    code: () =>
      typeof open === 'string'
        ? null
        : printPairingCode({ secret: open.secret, relayFingerprint: relayKey.fingerprint }),

    begin({ host, device_key, device_name, nonce }) {
      const still = current()
      if (!still.ok) return still
      if (!isOurHost(host)) return { ok: false, code: 'wrong_host' }
      const facts: PairingFacts = {
        host,
        deviceKey: device_key,
        deviceName: device_name,
        relayKey: relayKey.publicKey,
        deviceNonce: nonce,
        relayNonce: newNonce(),
      }
      const pairingId = randomUUID()
      const [oldest] = begun.keys()
      if (begun.size >= MAX_BEGUN && oldest) begun.delete(oldest)
      begun.set(pairingId, { facts, expiresAtMs: clock.wallMs() + BEGUN_LIFETIME_MS })
      const signature = signText(relayKey.privateKey, pairingTranscript('relay', facts))
      return {
        ok: true,
        value: { pairing_id: pairingId, relay_key: relayKey.publicKey, nonce: facts.relayNonce, signature },
      }
    },

    finish({ pairing_id, signature, proof }) {
      const still = current()
      if (!still.ok) return still
      const started = begun.get(pairing_id)
      begun.delete(pairing_id)
      if (!started || clock.wallMs() > started.expiresAtMs) return { ok: false, code: 'unknown_pairing' }
      const { facts } = started
      const transcript = pairingTranscript('desktop', facts)
      const { secret, triesLeft } = still.value
      const holdsCode = timingSafeEqual(Buffer.from(proof, 'base64url'), pairingProof(secret, transcript))
      if (!holdsCode || !verifyText(facts.deviceKey, transcript, signature)) {
        open = triesLeft > 1 ? { ...still.value, triesLeft: triesLeft - 1 } : 'burned'
        return { ok: false, code: 'wrong_code' }
      }
      const deviceId = fingerprintOf(facts.deviceKey)
      devices.add({
        deviceId,
        publicKey: facts.deviceKey,
        name: facts.deviceName,
        pairedAtMs: clock.wallMs(),
      })
      open = 'closed'
      const answer = pairingProof(secret, pairingTranscript('relay', facts)).toString('base64url')
      return { ok: true, value: { device_id: deviceId, public_url: publicUrl, proof: answer } }
    },
  }
}

const pairingProof = (secret: Buffer, transcript: Buffer): Buffer =>
  createHmac('sha256', secret).update(transcript).digest()
