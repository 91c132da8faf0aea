/** The one-time pairing of a desktop with its relay, over `POST /pair`. */
import { z } from 'zod'
import { fromBase32, toBase32 } from './base32.ts'
import { Bytes32, DeviceName, Signature } from './values.ts'

export const PAIRING_SECRET_BYTES = 16

/** What the relay prints once: a one-time secret, and whose key to expect at the other end. */
export interface PairingCode {
  readonly secret: Buffer
  readonly relayFingerprint: string
}

export const printPairingCode = (code: PairingCode): string =>
  `${toBase32(code.secret)}-${code.relayFingerprint}`

export function readPairingCode(text: string): PairingCode | undefined {
  const [, secretText, relayFingerprint] =
    /^([A-Z2-7]{26})-?([A-Z2-7]{26})$/.exec(text.toUpperCase().replace(/[\s]/g, '')) ?? []
  const secret = secretText && fromBase32(secretText)
  return secret && relayFingerprint && secret.length === PAIRING_SECRET_BYTES
    ? { secret, relayFingerprint }
    : undefined
}

export const PairRequest = z.discriminatedUnion('step', [
  z.object({
    step: z.literal('begin'),
    version: z.literal(1),
    host: z.string().max(300),
    device_key: Bytes32,
    device_name: DeviceName,
    nonce: Bytes32,
  }),
  z.object({
    step: z.literal('finish'),
    pairing_id: z.string().max(64),
    signature: Signature,
    proof: Bytes32,
  }),
])
export type PairRequest = z.infer<typeof PairRequest>

export const PairChallenge = z.object({
  pairing_id: z.string(),
  relay_key: Bytes32,
  nonce: Bytes32,
  signature: Signature,
})
export type PairChallenge = z.infer<typeof PairChallenge>

export const PairResult = z.object({ device_id: z.string(), public_url: z.string(), proof: Bytes32 })
export type PairResult = z.infer<typeof PairResult>

export const PairFailureCode = z.enum([
  'no_pairing_open',
  'code_expired',
  'wrong_code',
  'too_many_tries',
  'unknown_pairing',
  /** The computer that made the code is not connected. */
  'host_away',
  'wrong_host',
  'malformed',
  'slow_down',
])
export type PairFailureCode = z.infer<typeof PairFailureCode>
export const PairFailure = z.object({ code: PairFailureCode })
