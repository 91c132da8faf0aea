/** Introduces this desktop to its relay, once. Trusts only the relay whose fingerprint is in the pairing code. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import {
  PairChallenge,
  PairFailure,
  type PairFailureCode,
  type PairingCode,
  type PairRequest,
  PairResult,
} from '../../../cloud-relay/wire/pairing-messages.ts'
import { type PairingFacts, pairingTranscript } from '../../../cloud-relay/wire/transcripts.ts'
import { type DeviceIdentity, isSignedByRelay, signTranscript } from './device-identity.ts'

const ANSWER_WITHIN_MS = 10_000

export type PairingOutcome =
  | { paired: true }
  | { paired: false; code: PairFailureCode | 'unreachable' | 'not_our_relay' }

export interface PairDeviceOptions {
  url: string
  code: PairingCode
  identity: DeviceIdentity
  deviceName: string
}

export async function pairDevice(
  { url, code, identity, deviceName: givenName }: PairDeviceOptions,
  signal: AbortSignal,
): Promise<PairingOutcome> {
  const host = new URL(url).host
  const deviceName = givenName.trim().slice(0, 200) || 'Ridgeline'
  const nonce = randomBytes(32).toString('base64url')
  const challenge = await ask(
    url,
    { step: 'begin', version: 1, host, device_key: identity.publicKey, device_name: deviceName, nonce },
    (answer) => PairChallenge.parse(answer),
    signal,
  )
  if ('code' in challenge) return { paired: false, code: challenge.code }

  const { pairing_id, relay_key, nonce: relayNonce, signature } = challenge.answer
  const facts: PairingFacts = {
    host,
    deviceKey: identity.publicKey,
    deviceName,
    relayKey: relay_key,
    deviceNonce: nonce,
    relayNonce,
  }
  // Before the code's secret is used for anything.
  if (!isSignedByRelay(code.relayFingerprint, relay_key, pairingTranscript('relay', facts), signature)) {
    return { paired: false, code: 'not_our_relay' }
  }
  const transcript = pairingTranscript('desktop', facts)
  const proof = proofOf(code, transcript).toString('base64url')
  const result = await ask(
    url,
    { step: 'finish', pairing_id, signature: signTranscript(identity, transcript), proof },
    (answer) => PairResult.parse(answer),
    signal,
  )
  if ('code' in result) return { paired: false, code: result.code }
  const relayProof = Buffer.from(result.answer.proof, 'base64url')
  const holdsCode = timingSafeEqual(relayProof, proofOf(code, pairingTranscript('relay', facts)))
  return holdsCode ? { paired: true } : { paired: false, code: 'not_our_relay' }
}

const proofOf = (code: PairingCode, transcript: Buffer): Buffer =>
  createHmac('sha256', code.secret).update(transcript).digest()

type Asked<T> = { answer: T } | { code: PairFailureCode | 'unreachable' }

async function ask<T>(
  url: string,
  request: PairRequest,
  read: (answer: unknown) => T,
  signal: AbortSignal,
): Promise<Asked<T>> {
  try {
    const response = await fetch(new URL('/pair', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]),
    })
    const body: unknown = await response.json()
    return response.ok ? { answer: read(body) } : { code: PairFailure.parse(body).code }
  } catch {
    // Refused, timed out, or something else answers at that address: all mean that nobody was paired.
    return { code: 'unreachable' }
  }
}
