/**
 * Pairing proves two things at once: that the computer holds a code, and that it talks to the relay whose fingerprint
 * is in that code. A code works once, for fifteen minutes and five tries. While no computer is paired, the relay makes
 * the code and prints it. Afterwards only a paired computer can: its code is unknown to the relay, which asks that
 * computer to judge the proof and to sign the new key.
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
import { admissionTranscript, type PairingFacts, pairingTranscript } from '../wire/transcripts.ts'
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

/** What the computer that made the code says of somebody who claims to hold it. */
export type Judgement = { admitted: true; signature: string; proof: string } | { admitted: false } | 'away'
export type AskDevice = (
  deviceId: string,
  question: { pairingId: string; facts: PairingFacts; proof: string },
) => Promise<Judgement>

export interface Pairing {
  /** What the relay prints, while no computer is paired. */
  code(): string | null
  /** A new code in place of one that expired or was tried too often; null while a computer is paired. */
  renewCode(): string | null
  /** That computer made a code. Answers until when it works. */
  offer(deviceId: string): number
  withdraw(deviceId: string): void
  begin(request: Begin): PairAnswer<PairChallenge>
  finish(request: Finish): Promise<PairAnswer<PairResult>>
}

export interface PairingParts {
  relayKey: () => RelayKey
  devices: Devices
  clock: Clock
  publicUrl: string
  isOurHost: (host: string) => boolean
  askDevice: AskDevice
}

interface Open {
  readonly code: { madeBy: 'relay'; secret: Buffer } | { madeBy: 'device'; deviceId: string }
  readonly expiresAtMs: number
  triesLeft: number
}
interface Verdict {
  readonly proof: string
  readonly admittedBy: string | null
  readonly admissionSignature: string | null
}

export function pairing(parts: PairingParts): Pairing {
  const { relayKey, devices, clock, publicUrl, isOurHost, askDevice } = parts
  let open: Open | undefined
  const begun = new Map<string, { facts: PairingFacts; expiresAtMs: number }>()

  const opened = (code: Open['code']): Open => ({
    code,
    expiresAtMs: clock.wallMs() + CODE_LIFETIME_MS,
    triesLeft: MAX_TRIES,
  })
  function renewCode(): string | null {
    if (devices.count() > 0) return null
    open = opened({ madeBy: 'relay', secret: randomBytes(PAIRING_SECRET_BYTES) })
    return printedCode()
  }
  function printedCode(): string | null {
    if (open?.code.madeBy !== 'relay') return null
    return printPairingCode({ secret: open.code.secret, relayFingerprint: relayKey().fingerprint })
  }
  renewCode()

  function current(): PairAnswer<Open> {
    if (!open) return { ok: false, code: 'no_pairing_open' }
    if (open.triesLeft <= 0) return { ok: false, code: 'too_many_tries' }
    return clock.wallMs() < open.expiresAtMs ? { ok: true, value: open } : { ok: false, code: 'code_expired' }
  }

  async function judge(
    { code }: Open,
    pairingId: string,
    facts: PairingFacts,
    proof: string,
  ): Promise<Verdict | 'wrong' | 'away'> {
    if (code.madeBy === 'relay') {
      const expected = pairingProof(code.secret, pairingTranscript('desktop', facts))
      if (!timingSafeEqual(Buffer.from(proof, 'base64url'), expected)) return 'wrong'
      const answer = pairingProof(code.secret, pairingTranscript('relay', facts))
      return { proof: answer.toString('base64url'), admittedBy: null, admissionSignature: null }
    }
    const { deviceId } = code
    const judgement = await askDevice(deviceId, { pairingId, facts, proof })
    if (judgement === 'away') return 'away'
    const host = devices.find(deviceId)
    if (!judgement.admitted || !host || host.removedAtMs !== null) return 'wrong'
    const { deviceKey, deviceName } = facts
    const admission = admissionTranscript({ deviceKey, deviceName, admittedBy: deviceId, isSuccessor: false })
    if (!verifyText(host.publicKey, admission, judgement.signature)) return 'wrong'
    return { proof: judgement.proof, admittedBy: deviceId, admissionSignature: judgement.signature }
  }

  return {
    code: printedCode,
    renewCode,
    offer(deviceId) {
      open = opened({ madeBy: 'device', deviceId })
      return open.expiresAtMs
    },
    withdraw(deviceId) {
      if (open?.code.madeBy === 'device' && open.code.deviceId === deviceId) open = undefined
    },

    begin({ host, device_key, device_name, nonce }) {
      const still = current()
      if (!still.ok) return still
      if (!isOurHost(host)) return { ok: false, code: 'wrong_host' }
      const { publicKey, privateKey } = relayKey()
      const facts: PairingFacts = {
        host,
        deviceKey: device_key,
        deviceName: device_name,
        relayKey: publicKey,
        deviceNonce: nonce,
        relayNonce: newNonce(),
      }
      const pairingId = randomUUID()
      const [oldest] = begun.keys()
      if (begun.size >= MAX_BEGUN && oldest) begun.delete(oldest)
      begun.set(pairingId, { facts, expiresAtMs: clock.wallMs() + BEGUN_LIFETIME_MS })
      const signature = signText(privateKey, pairingTranscript('relay', facts))
      return {
        ok: true,
        value: { pairing_id: pairingId, relay_key: publicKey, nonce: facts.relayNonce, signature },
      }
    },

    async finish({ pairing_id, signature, proof }) {
      const still = current()
      if (!still.ok) return still
      const offer = still.value
      const started = begun.get(pairing_id)
      begun.delete(pairing_id)
      if (!started || clock.wallMs() > started.expiresAtMs) return { ok: false, code: 'unknown_pairing' }
      const { facts } = started
      // Counted before anybody is asked, or guesses made at once would all be free.
      offer.triesLeft -= 1
      const holdsKey = verifyText(facts.deviceKey, pairingTranscript('desktop', facts), signature)
      const verdict = holdsKey ? await judge(offer, pairing_id, facts, proof) : 'wrong'
      if (verdict === 'wrong') return { ok: false, code: 'wrong_code' }
      if (verdict === 'away') {
        offer.triesLeft += 1
        return { ok: false, code: 'host_away' }
      }
      if (open !== offer) return { ok: false, code: 'no_pairing_open' }
      const deviceId = fingerprintOf(facts.deviceKey)
      devices.add({
        deviceId,
        publicKey: facts.deviceKey,
        name: facts.deviceName,
        pairedAtMs: clock.wallMs(),
        admittedBy: verdict.admittedBy,
        admissionSignature: verdict.admissionSignature,
        succeeds: null,
      })
      open = undefined
      return { ok: true, value: { device_id: deviceId, public_url: publicUrl, proof: verdict.proof } }
    },
  }
}

const pairingProof = (secret: Buffer, transcript: Buffer): Buffer =>
  createHmac('sha256', secret).update(transcript).digest()
