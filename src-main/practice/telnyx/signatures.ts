import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

/** RFC 8032 test key 1, public knowledge: for vectors only. */
export const RFC_TEST_SEED_HEX = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'

const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex')

export interface WebhookKey {
  /** 32 raw bytes in base64, as Mission Control shows it. */
  readonly publicKey: string
  sign(timestamp: string, body: string): string
}

export function webhookKey(seedHex?: string): WebhookKey {
  const privateKey = seedHex
    ? createPrivateKey({
        key: Buffer.concat([PKCS8_ED25519, Buffer.from(seedHex, 'hex')]),
        format: 'der',
        type: 'pkcs8',
      })
    : generateKeyPairSync('ed25519').privateKey
  return {
    publicKey: rawPublicKey(privateKey).toString('base64'),
    sign: (timestamp, body) => sign(null, Buffer.from(`${timestamp}|${body}`), privateKey).toString('base64'),
  }
}

const rawPublicKey = (privateKey: KeyObject): Buffer =>
  createPublicKey(privateKey).export({ format: 'der', type: 'spki' }).subarray(-32)
