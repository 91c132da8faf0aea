/** Makes sure this desktop is known to the relay before the first connection, and again if the relay forgot it. */
import { isLoopbackHost } from '../../../cloud-relay/wire/loopback.ts'
import { type PairingCode, readPairingCode } from '../../../cloud-relay/wire/pairing-messages.ts'
import { DAY_MS } from '../../core/time.ts'
import {
  type DeviceIdentity,
  type DeviceKey,
  type DeviceKeyStore,
  newIdentity,
  newKey,
  readIdentity,
  writeIdentity,
} from './device-identity.ts'
import type { LinkClock, LinkLog } from './link-parts.ts'
import { pairDevice } from './pair-device.ts'
import type { GivesUpBecause } from './refusals.ts'

/** A key of this age is changed at the next quiet moment. Nothing ever expires: an office that was shut for a year connects. */
const CHANGE_KEY_AFTER_MS = 90 * DAY_MS

export type DeviceReady =
  | { ready: true; identity: DeviceIdentity }
  | {
      ready: false
      end: { why: 'lost'; reason: string; by: 'cut' } | { why: 'refused'; code: GivesUpBecause }
    }

const KEY_STORE_FAILED: DeviceReady = {
  ready: false,
  end: { why: 'lost', reason: 'The key of this computer can be neither read nor saved.', by: 'cut' },
}

export interface PairedDeviceOfOurs {
  /** The key in use; undefined before `ready`. */
  identity(): DeviceIdentity | undefined
  /** Made and kept before the relay learns of it. The same one until it is in use. */
  nextKey(): Promise<{ identity: DeviceIdentity; next: DeviceKey }>
  adoptNextKey(): Promise<void>
}

export interface PairedDevice extends PairedDeviceOfOurs {
  ready(signal: AbortSignal): Promise<DeviceReady>
  /** The relay does not let this device in any more. True when there is a code with which to try. */
  pairAgain(because: 'unknown_device' | 'removed'): boolean
  relayChangedKey(fingerprint: string): void
  keyIsDue(): boolean
}

export interface PairedDeviceOptions {
  url: string
  pairingCode?: string | undefined
  deviceKeyStore: DeviceKeyStore
  deviceName: string
}

/** The key of this computer, kept in the key store. A store that fails is tried again with the next connection. */
export function pairedDevice(
  { url, pairingCode, deviceKeyStore, deviceName }: PairedDeviceOptions,
  clock: Pick<LinkClock, 'nowMs'>,
  log: LinkLog,
): PairedDevice {
  const code = pairingCode ? readPairingCode(pairingCode) : undefined
  let identity: DeviceIdentity | undefined
  let mustPair = false
  let pairedNow = false
  let wasRemoved = false

  async function keep(changed: DeviceIdentity): Promise<void> {
    await deviceKeyStore.save(writeIdentity(changed))
    identity = changed
  }

  async function load(): Promise<boolean> {
    try {
      const kept = readIdentity(await deviceKeyStore.load())
      const isForThisRelay =
        !code ||
        (kept && [kept.relayFingerprint, ...kept.earlierFingerprints].includes(code.relayFingerprint))
      if (isForThisRelay) identity = kept
      else {
        identity = newIdentity(code.relayFingerprint, clock.nowMs())
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
    try {
      // Before the relay learns of it: whatever happens in between, this device can prove itself.
      await keep(device)
    } catch {
      return KEY_STORE_FAILED
    }
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
      return { ready: false, end: { why: 'lost', reason: 'The relay cannot be reached.', by: 'cut' } }
    }
    // A code of long ago says nothing new.
    const code = wasRemoved && outcome.code === 'no_pairing_open' ? 'removed' : outcome.code
    return { ready: false, end: { why: 'refused', code } }
  }

  return {
    identity: () => identity,
    async ready(signal) {
      if (!isSafe(url)) return { ready: false, end: { why: 'refused', code: 'insecure_url' } }
      if (pairingCode && !code) return { ready: false, end: { why: 'refused', code: 'unreadable_code' } }
      if (!identity && !(await load())) return KEY_STORE_FAILED
      if (!identity) return { ready: false, end: { why: 'refused', code: 'no_pairing_code' } }
      return mustPair && code ? pair(code, identity, signal) : { ready: true, identity }
    },
    pairAgain(because) {
      if (!code || pairedNow) return false
      // A key that was removed is never let in again: the computer comes back as a new one.
      wasRemoved = because === 'removed'
      if (wasRemoved) identity = newIdentity(code.relayFingerprint, clock.nowMs())
      mustPair = true
      return true
    },
    relayChangedKey(fingerprint) {
      if (!identity) return
      const earlierFingerprints = [...identity.earlierFingerprints, identity.relayFingerprint]
      // Where it cannot be kept, the relay proves the same succession next time.
      keep({ ...identity, relayFingerprint: fingerprint, earlierFingerprints }).catch(() =>
        log.error('the key store failed'),
      )
    },
    keyIsDue: () =>
      identity !== undefined &&
      (identity.next !== undefined || clock.nowMs() - identity.madeAtMs > CHANGE_KEY_AFTER_MS),
    async nextKey() {
      if (!identity) throw new TypeError('no key yet')
      const next = identity.next ?? newKey()
      if (!identity.next) await keep({ ...identity, next })
      return { identity, next }
    },
    async adoptNextKey() {
      if (!identity?.next) return
      await keep({ ...identity, ...identity.next, madeAtMs: clock.nowMs(), next: undefined })
    },
  }
}

function isSafe(url: string): boolean {
  if (!URL.canParse(url)) return false
  const { protocol, hostname } = new URL(url)
  return protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))
}
