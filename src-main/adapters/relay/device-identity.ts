/** This desktop's key, and which relay it was paired with. Kept wherever the host keeps secrets. */
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto'
import { z } from 'zod'
import { toBase32 } from '../../../cloud-relay/wire/base32.ts'
import { type KeySuccession, MAX_SUCCESSIONS } from '../../../cloud-relay/wire/device-messages.ts'
import { successionTranscript } from '../../../cloud-relay/wire/transcripts.ts'

/** One secret text. The host decides how it is protected. */
export interface DeviceKeyStore {
  load(): Promise<string | null>
  save(value: string): Promise<void>
}

export interface DeviceKey {
  readonly privateKey: KeyObject
  readonly publicKey: string
  readonly deviceId: string
}

export interface DeviceIdentity extends DeviceKey {
  readonly madeAtMs: number
  readonly relayFingerprint: string
  /** Of keys that this relay had before: an old pairing code may still name one. */
  readonly earlierFingerprints: readonly string[]
  /** Made, and perhaps known to the relay, but not in use yet. */
  readonly next: DeviceKey | undefined
}

export function newIdentity(relayFingerprint: string, nowMs: number): DeviceIdentity {
  return { ...newKey(), madeAtMs: nowMs, relayFingerprint, earlierFingerprints: [], next: undefined }
}

export const newKey = (): DeviceKey => keyOf(generateKeyPairSync('ed25519').privateKey)

const Kept = z.object({
  version: z.literal(1),
  private_key: z.string(),
  relay_fingerprint: z.string(),
  /** Missing in what was kept before keys were changed: such a key is old enough. */
  made_at_ms: z.number().default(0),
  earlier_fingerprints: z.array(z.string()).default([]),
  next_private_key: z.string().nullable().default(null),
})

/** `undefined` when nothing readable is kept: the desktop then has to pair. */
export function readIdentity(kept: string | null): DeviceIdentity | undefined {
  if (!kept) return undefined
  try {
    const read = Kept.parse(JSON.parse(kept))
    return {
      ...keyOf(readKey(read.private_key)),
      madeAtMs: read.made_at_ms,
      relayFingerprint: read.relay_fingerprint,
      earlierFingerprints: read.earlier_fingerprints,
      next: read.next_private_key === null ? undefined : keyOf(readKey(read.next_private_key)),
    }
  } catch {
    return undefined
  }
}

export function writeIdentity(identity: DeviceIdentity): string {
  return JSON.stringify({
    version: 1,
    private_key: writeKey(identity.privateKey),
    relay_fingerprint: identity.relayFingerprint,
    made_at_ms: identity.madeAtMs,
    earlier_fingerprints: [...identity.earlierFingerprints],
    next_private_key: identity.next ? writeKey(identity.next.privateKey) : null,
  } satisfies z.infer<typeof Kept>)
}

const readKey = (text: string): KeyObject =>
  createPrivateKey({ key: Buffer.from(text, 'base64'), format: 'der', type: 'pkcs8' })
const writeKey = (key: KeyObject): string => key.export({ format: 'der', type: 'pkcs8' }).toString('base64')

function keyOf(privateKey: KeyObject): DeviceKey {
  const publicKey = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? ''
  return { privateKey, publicKey, deviceId: fingerprintOf(publicKey) }
}

export const fingerprintOf = (publicKey: string): string =>
  toBase32(createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest().subarray(0, 16))

export const signTranscript = ({ privateKey }: DeviceKey, transcript: Buffer): string =>
  sign(null, transcript, privateKey).toString('base64url')

export function isSignedBy(publicKey: string, transcript: Buffer, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
    return verify(null, transcript, key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}

/** True when this key is the relay we were paired with, and it signed exactly this. */
export const isSignedByRelay = (
  fingerprint: string,
  relayKey: string,
  transcript: Buffer,
  signature: string,
): boolean => fingerprintOf(relayKey) === fingerprint && isSignedBy(relayKey, transcript, signature)

/** Whether the relay that had the known key has this one now: each key in between must have signed its successor. */
export function isSuccessor(
  knownFingerprint: string,
  relayKey: string,
  succession: readonly KeySuccession[],
): boolean {
  let fingerprint = knownFingerprint
  for (const { key, next_key, signature } of succession.slice(-MAX_SUCCESSIONS)) {
    if (fingerprintOf(key) !== fingerprint) continue
    if (!isSignedBy(key, successionTranscript(key, next_key), signature)) return false
    fingerprint = fingerprintOf(next_key)
  }
  return fingerprint === fingerprintOf(relayKey)
}
