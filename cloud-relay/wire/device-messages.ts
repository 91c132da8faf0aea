/** Who may use this relay: paired computers, their admission by one another, and changes of keys. */
import { z } from 'zod'
import { Bytes32, DeviceName, Fingerprint, RequestId, Signature } from './values.ts'

/** One key of one computer. The chain of admissions can be checked by anyone who holds the list. */
export const PairedDevice = z.object({
  device_id: Fingerprint,
  public_key: Bytes32,
  name: DeviceName,
  paired_at: z.string(),
  last_seen_at: z.string().nullable(),
  /** The paired computer that signed this key; null when it was paired with a code that the relay itself printed. */
  admitted_by: Fingerprint.nullable(),
  admission_signature: Signature.nullable(),
  /** The earlier key of the same computer. */
  succeeds: Fingerprint.nullable(),
  removed_at: z.string().nullable(),
})
export type PairedDevice = z.infer<typeof PairedDevice>

/** A relay key vouches for the one that follows it. */
export const KeySuccession = z.object({ key: Bytes32, next_key: Bytes32, signature: Signature })
export type KeySuccession = z.infer<typeof KeySuccession>
export const MAX_SUCCESSIONS = 200

/** Desktop to relay. */
export const deviceRequests = [
  z.object({ type: z.literal('list_devices'), request_id: RequestId }),
  /** Another computer may pair for a while, with a code that only the asking desktop knows. */
  z.object({ type: z.literal('offer_pairing'), request_id: RequestId }),
  z.object({ type: z.literal('withdraw_pairing'), request_id: RequestId }),
  /** The answer to `someone_pairs`. */
  z.object({
    type: z.literal('admit_device'),
    request_id: RequestId,
    pairing_id: z.string().max(64),
    /** Null when the code was wrong. */
    admission: z.object({ signature: Signature, proof: Bytes32 }).nullable(),
  }),
  z.object({ type: z.literal('remove_device'), request_id: RequestId, device_id: Fingerprint }),
  z.object({
    type: z.literal('change_key'),
    request_id: RequestId,
    public_key: Bytes32,
    /** By the key in use now, and by the one that is to follow it. */
    admission_signature: Signature,
    own_signature: Signature,
  }),
] as const
export const DeviceRequest = z.discriminatedUnion('type', deviceRequests)
export type DeviceRequest = z.infer<typeof DeviceRequest>

/** Somebody holds, or guesses, a code of the desktop that offered one. */
export const SomeonePairs = z.object({
  type: z.literal('someone_pairs'),
  pairing_id: z.string(),
  host: z.string(),
  device_key: Bytes32,
  device_name: DeviceName,
  device_nonce: Bytes32,
  relay_key: Bytes32,
  relay_nonce: Bytes32,
  proof: Bytes32,
})
export type SomeonePairs = z.infer<typeof SomeonePairs>

/** Relay to desktop. */
export const deviceAnswers = [
  z.object({
    type: z.literal('devices_listed'),
    request_id: RequestId,
    devices: z.array(PairedDevice),
  }),
  z.object({ type: z.literal('pairing_offered'), request_id: RequestId, expires_at: z.string() }),
  z.object({ type: z.literal('done'), request_id: RequestId }),
  SomeonePairs,
] as const
