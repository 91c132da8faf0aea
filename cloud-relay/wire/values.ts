/** How keys, signatures and names are written wherever they cross the wire. */
import { z } from 'zod'

/** An Ed25519 public key, or any other 32 bytes, in base64url. */
export const Bytes32 = z.string().regex(/^[A-Za-z0-9_-]{43}$/)
/** Ed25519: 64 bytes in base64url. */
export const Signature = z.string().regex(/^[A-Za-z0-9_-]{86}$/)
/** 128 bits of a key's hash in base32. */
export const Fingerprint = z.string().regex(/^[A-Z2-7]{26}$/)
export const RequestId = z.string().min(1).max(64)
export const DeviceName = z.string().min(1).max(200)
