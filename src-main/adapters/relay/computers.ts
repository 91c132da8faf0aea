/** The computers that may use this relay, as a paired one sees and changes them. */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { RequestFailureCode } from '../../../cloud-relay/wire/control-messages.ts'
import type { PairedDevice, SomeonePairs } from '../../../cloud-relay/wire/device-messages.ts'
import { PAIRING_SECRET_BYTES, printPairingCode } from '../../../cloud-relay/wire/pairing-messages.ts'
import { admissionTranscript, pairingTranscript } from '../../../cloud-relay/wire/transcripts.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'
import { fingerprintOf, isSignedBy, signTranscript } from './device-identity.ts'
import { type LinkRequests, refusedByRelay } from './link-requests.ts'
import type { PairedDeviceOfOurs } from './paired-device.ts'

export interface Computer {
  readonly computerId: string
  readonly name: string
  readonly pairedAt: string
  readonly lastSeenAt: string | null
  readonly isThis: boolean
  /**
   * `code-of-the-relay`: whoever could read the relay's output paired it. `computer`: a paired computer signed its key.
   * `unproven`: no signature that holds, so nobody but the relay's host can have let it in.
   */
  readonly letInBy: { how: 'code-of-the-relay' } | { how: 'computer'; name: string } | { how: 'unproven' }
}

export interface Computers {
  list(signal: AbortSignal): Promise<readonly Computer[]>
  /** A code with which one more computer can pair while this one is connected. The relay never learns it. */
  offerPairing(signal: AbortSignal): Promise<{ code: string; expiresAt: string }>
  withdrawPairing(signal: AbortSignal): Promise<void>
  /** At once, also where its link is open. */
  remove(computerId: string, signal: AbortSignal): Promise<'removed' | 'unknown' | 'this-one'>
  /** A new key for this computer, signed by the old one. */
  changeKey(signal: AbortSignal): Promise<void>
}

export interface ComputersParts {
  readonly ask: LinkRequests['ask']
  readonly device: PairedDeviceOfOurs
  /** The new key is in use from the next connection on. */
  readonly keyChanged: () => void
}

export interface ComputersAtLink extends Computers {
  /** The relay asks whether somebody holds the code that was made here. */
  someonePairs(question: SomeonePairs): void
}

/** Every request throws VendorFailure while the relay cannot be asked. */
export function computers({ ask, device, keyChanged }: ComputersParts): ComputersAtLink {
  let secret: Buffer | undefined

  /** Asks, and answers the code of a refusal, or undefined. */
  async function order(
    request: Parameters<LinkRequests['ask']>[0],
    signal: AbortSignal,
  ): Promise<RequestFailureCode | undefined> {
    let code: RequestFailureCode | undefined
    await ask(request, signal, (answer) => {
      if (answer.type === 'request_failed') code = answer.code
    })
    return code
  }

  function judge(question: SomeonePairs): { signature: string; proof: string } | null {
    const identity = device.identity()
    if (!secret || !identity || fingerprintOf(question.relay_key) !== identity.relayFingerprint) return null
    const facts = {
      host: question.host,
      deviceKey: question.device_key,
      deviceName: question.device_name,
      relayKey: question.relay_key,
      deviceNonce: question.device_nonce,
      relayNonce: question.relay_nonce,
    }
    const expected = proofOf(secret, pairingTranscript('desktop', facts))
    if (!timingSafeEqual(expected, Buffer.from(question.proof, 'base64url'))) return null
    const proof = proofOf(secret, pairingTranscript('relay', facts)).toString('base64url')
    secret = undefined
    const admission = admissionTranscript({
      deviceKey: facts.deviceKey,
      deviceName: facts.deviceName,
      admittedBy: identity.deviceId,
      isSuccessor: false,
    })
    return { signature: signTranscript(identity, admission), proof }
  }

  return {
    async list(signal) {
      let found: readonly PairedDevice[] = []
      await ask({ type: 'list_devices' }, signal, (answer) => {
        if (answer.type === 'devices_listed') found = answer.devices
      })
      return computersOf(found, device.identity()?.deviceId)
    },
    async offerPairing(signal) {
      const identity = device.identity()
      if (!identity) throw new VendorFailure('relay', 'unavailable', 'This computer is not paired itself.')
      const made = randomBytes(PAIRING_SECRET_BYTES)
      let expiresAt: string | undefined
      secret = made
      await ask({ type: 'offer_pairing' }, signal, (answer) => {
        if (answer.type === 'pairing_offered') expiresAt = answer.expires_at
      })
      if (expiresAt === undefined)
        throw new VendorFailure('relay', 'refused', 'The relay answered something else.')
      const code = printPairingCode({ secret: made, relayFingerprint: identity.relayFingerprint })
      return { code, expiresAt }
    },
    async withdrawPairing(signal) {
      secret = undefined
      await order({ type: 'withdraw_pairing' }, signal)
    },
    async remove(computerId, signal) {
      const code = await order({ type: 'remove_device', device_id: computerId }, signal)
      if (code === 'own_device') return 'this-one'
      if (code === 'unknown_device') return 'unknown'
      if (code) throw refusedByRelay(code)
      return 'removed'
    },
    async changeKey(signal) {
      const { identity, next } = await device.nextKey()
      const name = await nameOf(identity.deviceId, signal)
      const transcript = admissionTranscript({
        deviceKey: next.publicKey,
        deviceName: name,
        admittedBy: identity.deviceId,
        isSuccessor: true,
      })
      const code = await order(
        {
          type: 'change_key',
          public_key: next.publicKey,
          admission_signature: signTranscript(identity, transcript),
          own_signature: signTranscript(next, transcript),
        },
        signal,
      )
      if (code) throw refusedByRelay(code)
      await device.adoptNextKey()
      keyChanged()
    },
    someonePairs(question) {
      const admission = judge(question)
      const request = { type: 'admit_device', pairing_id: question.pairing_id, admission } as const
      // The relay asked while it was connected; where it is gone, the other computer is told so by its own attempt.
      order(request, AbortSignal.timeout(ANSWER_WITHIN_MS)).catch(() => undefined)
    },
  }

  async function nameOf(deviceId: string, signal: AbortSignal): Promise<string> {
    let name: string | undefined
    await ask({ type: 'list_devices' }, signal, (answer) => {
      if (answer.type === 'devices_listed')
        name = answer.devices.find(({ device_id }) => device_id === deviceId)?.name
    })
    if (name === undefined) throw refusedByRelay('unknown_device')
    return name
  }
}

const ANSWER_WITHIN_MS = 5_000

const proofOf = (secret: Buffer, transcript: Buffer): Buffer =>
  createHmac('sha256', secret).update(transcript).digest()

/** One line per computer: the key that it uses, told by how the first of its keys was let in. */
export function computersOf(
  devices: readonly PairedDevice[],
  thisDeviceId: string | undefined,
): readonly Computer[] {
  const byId = new Map(devices.map((device) => [device.device_id, device]))
  const active = devices.filter(({ removed_at }) => removed_at === null)
  const replaced = new Set(active.map(({ succeeds }) => succeeds))
  return active
    .filter(({ device_id }) => !replaced.has(device_id))
    .map((device) => ({
      computerId: device.device_id,
      name: device.name,
      pairedAt: firstKeyOf(device, byId).paired_at,
      lastSeenAt: device.last_seen_at ?? (device.succeeds && byId.get(device.succeeds)?.last_seen_at) ?? null,
      isThis: device.device_id === thisDeviceId || device.succeeds === thisDeviceId,
      letInBy: letInBy(device, byId),
    }))
}

type DevicesById = ReadonlyMap<string, PairedDevice>

function firstKeyOf(device: PairedDevice, byId: DevicesById): PairedDevice {
  let at = device
  for (
    let before = at.succeeds && byId.get(at.succeeds);
    before;
    before = at.succeeds && byId.get(at.succeeds)
  )
    at = before
  return at
}

/** Follows the signatures back to a code of the relay. The list comes from the relay: nothing in it is believed. */
function letInBy(device: PairedDevice, byId: DevicesById): Computer['letInBy'] {
  let at = device
  let host: string | undefined
  // A chain longer than the list goes round in a circle.
  for (let links = 0; links <= byId.size; links++) {
    if (fingerprintOf(at.public_key) !== at.device_id) return { how: 'unproven' }
    if (at.admitted_by === null)
      return host === undefined ? { how: 'code-of-the-relay' } : { how: 'computer', name: host }
    const signer = byId.get(at.admitted_by)
    const isSuccessorKey = at.succeeds !== null
    if (isSuccessorKey && at.succeeds !== at.admitted_by) return { how: 'unproven' }
    const transcript = admissionTranscript({
      deviceKey: at.public_key,
      deviceName: at.name,
      admittedBy: at.admitted_by,
      isSuccessor: isSuccessorKey,
    })
    if (!signer || !isSignedBy(signer.public_key, transcript, at.admission_signature ?? ''))
      return { how: 'unproven' }
    if (!isSuccessorKey) host ??= signer.name
    at = signer
  }
  return { how: 'unproven' }
}
