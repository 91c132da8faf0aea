/** Ed25519 in the form the wire uses: raw keys, nonces and signatures in base64url. */
import { createHash, createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto'
import { toBase32 } from '../wire/base32.ts'

export const newNonce = (): string => randomBytes(32).toString('base64url')

export function publicKeyText(privateKey: KeyObject): string {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' })
  if (!x) throw new TypeError('not an Ed25519 key')
  return x
}

/** 128 bits of the key's hash: names a device, and is what a pairing code carries of the relay. */
export const fingerprintOf = (publicKey: string): string =>
  toBase32(createHash('sha256').update(Buffer.from(publicKey, 'base64url')).digest().subarray(0, 16))

export const signText = (privateKey: KeyObject, transcript: Buffer): string =>
  sign(null, transcript, privateKey).toString('base64url')

export function verifyText(publicKey: string, transcript: Buffer, signature: string): boolean {
  try {
    const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
    return verify(null, transcript, key, Buffer.from(signature, 'base64url'))
  } catch {
    return false
  }
}
