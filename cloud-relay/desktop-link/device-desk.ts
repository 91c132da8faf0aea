/** What a paired computer may ask about paired computers, itself included. */
import type { Clock } from '../clock.ts'
import type { RelayMessage } from '../wire/control-messages.ts'
import type { DeviceRequest, PairedDevice } from '../wire/device-messages.ts'
import { admissionTranscript } from '../wire/transcripts.ts'
import type { Device, Devices } from './devices.ts'
import { fingerprintOf, verifyText } from './ed25519.ts'
import type { AskDevice, Judgement, Pairing } from './pairing.ts'

const JUDGED_WITHIN_MS = 5_000

export interface DeviceDeskParts {
  readonly devices: Devices
  readonly clock: Clock
  readonly pairing: () => Pick<Pairing, 'offer' | 'withdraw'>
  /** False when that computer is not connected. */
  readonly tellDevice: (deviceId: string, message: RelayMessage) => boolean
  /** Ends the link of a computer that may no longer use it. */
  readonly dropDevice: (deviceId: string) => void
}

export interface DeviceDesk {
  answer(request: DeviceRequest, deviceId: string): RelayMessage
  askToJudge: AskDevice
  /** Answers whether there was such a computer. Its link, if open, ends now. */
  remove(deviceId: string): boolean
}

export function deviceDesk(parts: DeviceDeskParts): DeviceDesk {
  const { devices, clock, pairing, tellDevice, dropDevice } = parts
  const judged = new Map<string, { deviceId: string; settle: (judgement: Judgement) => void }>()

  function remove(deviceId: string): boolean {
    const keys = devices.remove(deviceId, clock.wallMs())
    for (const key of keys) {
      pairing().withdraw(key)
      dropDevice(key)
    }
    return keys.length > 0
  }

  function changeKey(
    request: Extract<DeviceRequest, { type: 'change_key' }>,
    deviceId: string,
  ): RelayMessage {
    const { request_id, public_key, admission_signature, own_signature } = request
    const device = devices.find(deviceId)
    if (!device) return { type: 'request_failed', request_id, code: 'unknown_device' }
    const facts = { deviceKey: public_key, deviceName: device.name, admittedBy: deviceId, isSuccessor: true }
    const transcript = admissionTranscript(facts)
    if (
      !verifyText(device.publicKey, transcript, admission_signature) ||
      !verifyText(public_key, transcript, own_signature)
    )
      return { type: 'request_failed', request_id, code: 'bad_signature' }
    devices.add({
      deviceId: fingerprintOf(public_key),
      publicKey: public_key,
      name: device.name,
      pairedAtMs: clock.wallMs(),
      admittedBy: deviceId,
      admissionSignature: admission_signature,
      succeeds: deviceId,
    })
    return { type: 'done', request_id }
  }

  function isSameComputer(deviceId: string, otherId: string): boolean {
    for (let at = devices.find(otherId); at; at = at.succeeds ? devices.find(at.succeeds) : undefined)
      if (at.deviceId === deviceId) return true
    return false
  }

  return {
    answer(request, deviceId) {
      const { request_id } = request
      switch (request.type) {
        case 'list_devices':
          return { type: 'devices_listed', request_id, devices: devices.list().map(toPairedDevice) }
        case 'offer_pairing': {
          const expires_at = isoInstant(pairing().offer(deviceId))
          return { type: 'pairing_offered', request_id, expires_at }
        }
        case 'withdraw_pairing':
          pairing().withdraw(deviceId)
          return { type: 'done', request_id }
        case 'admit_device': {
          const { pairing_id, admission } = request
          const waiting = judged.get(pairing_id)
          if (waiting?.deviceId !== deviceId)
            return { type: 'request_failed', request_id, code: 'unknown_pairing' }
          waiting.settle(admission ? { admitted: true, ...admission } : { admitted: false })
          return { type: 'done', request_id }
        }
        case 'remove_device':
          if (isSameComputer(request.device_id, deviceId) || isSameComputer(deviceId, request.device_id))
            return { type: 'request_failed', request_id, code: 'own_device' }
          return remove(request.device_id)
            ? { type: 'done', request_id }
            : { type: 'request_failed', request_id, code: 'unknown_device' }
        case 'change_key':
          return changeKey(request, deviceId)
        default:
          return request satisfies never
      }
    },
    askToJudge(deviceId, { pairingId, facts, proof }) {
      return new Promise((resolve) => {
        const settle = (judgement: Judgement) => {
          clearTimeout(deadline)
          judged.delete(pairingId)
          resolve(judgement)
        }
        const deadline = setTimeout(() => settle('away'), JUDGED_WITHIN_MS)
        judged.set(pairingId, { deviceId, settle })
        const told = tellDevice(deviceId, {
          type: 'someone_pairs',
          pairing_id: pairingId,
          host: facts.host,
          device_key: facts.deviceKey,
          device_name: facts.deviceName,
          device_nonce: facts.deviceNonce,
          relay_key: facts.relayKey,
          relay_nonce: facts.relayNonce,
          proof,
        })
        if (!told) settle('away')
      })
    },
    remove,
  }
}

export const toPairedDevice = (device: Device): PairedDevice => ({
  device_id: device.deviceId,
  public_key: device.publicKey,
  name: device.name,
  paired_at: isoInstant(device.pairedAtMs),
  last_seen_at: device.lastSeenAtMs === null ? null : isoInstant(device.lastSeenAtMs),
  admitted_by: device.admittedBy,
  admission_signature: device.admissionSignature,
  succeeds: device.succeeds,
  removed_at: device.removedAtMs === null ? null : isoInstant(device.removedAtMs),
})

const isoInstant = (ms: number): string => new Date(ms).toISOString()
