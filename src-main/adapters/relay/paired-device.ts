/** Makes sure this desktop is known to the relay before the first connection, and again if the relay forgot it. */
import { isLoopbackHost } from '../../../cloud-relay/wire/loopback.ts'
import { type PairingCode, readPairingCode } from '../../../cloud-relay/wire/pairing-messages.ts'
import {
  type DeviceIdentity,
  type DeviceKeyStore,
  newIdentity,
  readIdentity,
  writeIdentity,
} from './device-identity.ts'
import type { LinkEnd } from './link-connection.ts'
import type { LinkLog } from './link-parts.ts'
import { type PairingOutcome, pairDevice } from './pair-device.ts'

type PairingFailureCode = Extract<PairingOutcome, { paired: false }>['code']
export type GivesUpBecause =
  | Extract<LinkEnd, { why: 'refused' }>['code']
  | PairingFailureCode
  | 'no_pairing_code'
  | 'unreadable_code'
  | 'insecure_url'

export type DeviceReady =
  | { ready: true; identity: DeviceIdentity }
  | { ready: false; end: { why: 'lost'; reason: string } | { why: 'refused'; code: GivesUpBecause } }

export interface PairedDevice {
  ready(signal: AbortSignal): Promise<DeviceReady>
  /** The relay does not know this device. True when there is a code with which to try. */
  pairAgain(): boolean
}

export interface PairedDeviceOptions {
  url: string
  pairingCode?: string | undefined
  deviceKeyStore: DeviceKeyStore
  deviceName: string
}

export function pairedDevice(
  { url, pairingCode, deviceKeyStore, deviceName }: PairedDeviceOptions,
  log: LinkLog,
): PairedDevice {
  const code = pairingCode ? readPairingCode(pairingCode) : undefined
  let identity: DeviceIdentity | undefined
  let mustPair = false
  let pairedNow = false

  async function load(): Promise<boolean> {
    try {
      const kept = readIdentity(await deviceKeyStore.load())
      if (!code || kept?.relayFingerprint === code.relayFingerprint) identity = kept
      else {
        // Kept before the relay learns of it: whatever happens in between, this device can prove itself.
        const made = newIdentity(code.relayFingerprint)
        await deviceKeyStore.save(writeIdentity(made))
        identity = made
        mustPair = true
      }
      return true
    } catch {
      log.error('the key store failed')
      return false
    }
  }

  async function pair(
    pairing: PairingCode,
    device: DeviceIdentity,
    signal: AbortSignal,
  ): Promise<DeviceReady> {
    const outcome = await pairDevice({ url, code: pairing, identity: device, deviceName }, signal)
    if (outcome.paired) {
      log.info('paired with the relay')
      mustPair = false
      pairedNow = true
      return { ready: true, identity: device }
    }
    if (outcome.code === 'unreachable' || outcome.code === 'slow_down') {
      // Perhaps only the answer was lost, and the relay knows this device by now: ask it before pairing again.
      mustPair = false
      return { ready: false, end: { why: 'lost', reason: 'The relay cannot be reached.' } }
    }
    return { ready: false, end: { why: 'refused', code: outcome.code } }
  }

  return {
    async ready(signal) {
      if (!isSafe(url)) return { ready: false, end: { why: 'refused', code: 'insecure_url' } }
      if (pairingCode && !code) return { ready: false, end: { why: 'refused', code: 'unreadable_code' } }
      if (!identity && !(await load())) {
        return {
          ready: false,
          end: { why: 'lost', reason: 'The key of this computer can be neither read nor saved.' },
        }
      }
      if (!identity) return { ready: false, end: { why: 'refused', code: 'no_pairing_code' } }
      return mustPair && code ? pair(code, identity, signal) : { ready: true, identity }
    },
    pairAgain() {
      if (!code || pairedNow) return false
      mustPair = true
      return true
    },
  }
}

function isSafe(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))
}

export function sentenceFor(code: GivesUpBecause): string {
  return SENTENCES[code]
}

const SENTENCES: Record<GivesUpBecause, string> = {
  unknown_device: 'The relay does not know this computer. Pair it again with a new code.',
  bad_proof: 'The relay did not accept the key of this computer. Pair it again with a new code.',
  wrong_host: 'The relay expects to be reached under another address.',
  superseded: 'Another computer has taken over the relay.',
  protocol: 'The relay and this app do not understand each other. Update both.',
  not_our_relay: 'Another relay answers at this address than the one this computer was paired with.',
  no_pairing_open: 'The relay is already paired with another computer.',
  code_expired: 'The pairing code has expired. Restart the relay to get a new one.',
  wrong_code: 'The pairing code is wrong.',
  too_many_tries: 'The pairing code was tried too often. Restart the relay to get a new one.',
  unknown_pairing: 'Pairing took too long. Try again.',
  malformed: 'The relay and this app do not understand each other. Update both.',
  slow_down: 'The relay asks to wait a minute.',
  unreachable: 'The relay cannot be reached.',
  no_pairing_code:
    'This computer is not paired with a relay yet. Enter the pairing code that the relay printed.',
  unreadable_code: 'The pairing code is incomplete or mistyped.',
  insecure_url: 'The relay address must start with https.',
}
