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

/** One secret text. The host decides how it is protected. */
export interface DeviceKeyStore {
  load(): Promise<string | null>
  save(value: string): Promise<void>
}

export interface DeviceIdentity {
  readonly privateKey: KeyObject
  readonly publicKey: string
  readonly deviceId: string
  readonly relayFingerprint: string
}

export function newIdentity(relayFingerprint: string): DeviceIdentity {
  return identityOf(generateKeyPairSync('ed25519').privateKey, relayFingerprint)
}

const Kept = z.object({ version: z.literal(1), private_key: z.string(), relay_fingerprint: z.string() })

/** `undefined` when nothing readable is kept: the desktop then has to pair. */
export function readIdentity(kept: string | null): DeviceIdentity | undefined {
  if (!kept) return undefined
  try {
    const { private_key, relay_fingerprint } = Kept.parse(JSON.parse(kept))
    const privateKey = createPrivateKey({
      key: Buffer.from(private_key, 'base64'),
      format: 'der',
      type: 'pkcs8',
    })
    return identityOf(privateKey, relay_fingerprint)
  } catch {
    return undefined
  }
}

export function writeIdentity({ privateKey, relayFingerprint }: DeviceIdentity): string {
  const key = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64')
  return JSON.stringify({
    version: 1,
    private_key: key,
    relay_fingerprint: relayFingerprint,
  } satisfies z.infer<typeof Kept>)
}

function identityOf(privateKey: KeyObject, relayFingerprint: string): DeviceIdentity {
  const publicKey = createPublicKey(privateKey).export({ format: 'jwk' }).x ?? ''
  return { privateKey, publicKey, deviceId: fingerprintOf(publicKey), relayFingerprint }
}

export const fingerprintOf = (publicKey: string): string =>
  toBase32(createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest().subarray(0, 16))

export const signTranscript = ({ privateKey }: DeviceIdentity, transcript: Buffer): string =>
  sign(null, transcript, privateKey).toString('base64url')

/** True when this key is the relay we were paired with, and it signed exactly this. */
export function isSignedByRelay(
  fingerprint: string,
  relayKey: string,
  transcript: Buffer,
  signature: string,
): boolean {
  if (fingerprintOf(relayKey) !== fingerprint) return false
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: relayKey }, format: 'jwk' })
    return verify(null, transcript, key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}
