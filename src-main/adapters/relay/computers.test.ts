/** The real link and the real relay: which computers may use it, and who says so. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { askRunningRelay } from '../../../cloud-relay/control/control-socket.ts'
import { eventually } from '../../../cloud-relay/testing/eventually.ts'
import {
  deliver,
  type RelayUnderTest,
  relayUnderTest,
  telnyxEvent,
} from '../../../cloud-relay/testing/relay-under-test.ts'
import type { PairedDevice } from '../../../cloud-relay/wire/device-messages.ts'
import { computersOf } from './computers.ts'
import { readIdentity, writeIdentity } from './device-identity.ts'
import { systemLinkClock } from './link-parts.ts'
import type { DesktopRelayLink } from './relay-link.ts'
import { linkTo, memory } from './testing/link-surroundings.ts'

let relay: RelayUnderTest
let links: DesktopRelayLink[]
beforeEach(async () => {
  relay = await relayUnderTest()
  links = []
})
afterEach(async () => {
  for (const link of links) await link.close()
  await relay.remove()
})

function computer(
  name: string,
  pairingCode: string | undefined,
  kept = memory(),
  nowMs = Date.now,
): DesktopRelayLink {
  const link = linkTo(relay.url(), pairingCode, kept, {
    deviceName: name,
    clock: { ...systemLinkClock, nowMs },
  })
  links.push(link)
  return link
}
const online = (link: DesktopRelayLink) => eventually('online', () => link.state().status === 'online')
const refused = (link: DesktopRelayLink) => eventually('refused', () => link.state().status === 'refused')
const soon = () => AbortSignal.timeout(5_000)
const reasonOf = (link: DesktopRelayLink) => (link.state() as { reason?: string }).reason

/** The second one has taken over. */
async function twoComputers() {
  const office = computer('Front office', relay.pairingCode())
  await online(office)
  const { code } = await office.computers.offerPairing(soon())
  const home = computer('Home', code)
  await online(home)
  await refused(office)
  return { office, home }
}

describe('a second computer', () => {
  it('is let in by a code that a paired one made and the relay never saw', async () => {
    const office = computer('Front office', relay.pairingCode())
    await online(office)
    const { code } = await office.computers.offerPairing(soon())
    const home = computer('Home', code)
    await online(home)
    const list = await home.computers.list(soon())
    expect(list).toMatchObject([
      { name: 'Home', isThis: true, letInBy: { how: 'computer', name: 'Front office' } },
      { name: 'Front office', isThis: false, letInBy: { how: 'code-of-the-relay' } },
    ])
    await refused(office)
    expect(reasonOf(office)).toContain('Another computer has taken over the relay')
  })

  it('is not let in by a guess, nor by a code that worked already', async () => {
    const office = computer('Front office', relay.pairingCode())
    await online(office)
    const { code } = await office.computers.offerPairing(soon())
    const [secret = '', fingerprint = ''] = code.split('-')
    const guesser = computer(
      'Guesser',
      `${secret.startsWith('A') ? 'B' : 'A'}${secret.slice(1)}-${fingerprint}`,
    )
    await refused(guesser)
    expect(reasonOf(guesser)).toBe('The pairing code is wrong.')
    await online(computer('Home', code))
    const late = computer('Late', code)
    await refused(late)
    expect(reasonOf(late)).toContain('already paired')
  })

  it('is not let in while the computer that made the code is away', async () => {
    const office = computer('Front office', relay.pairingCode())
    await online(office)
    const { code } = await office.computers.offerPairing(soon())
    await office.close()
    const home = computer('Home', code)
    await refused(home)
    expect(reasonOf(home)).toContain('is not connected')
  })

  it('that the host of the relay wrote into the list by itself shows as unproven', () => {
    const device = (changes: Partial<PairedDevice>): PairedDevice => ({
      device_id: 'A'.repeat(26),
      public_key: 'k'.repeat(43),
      name: 'Intruder',
      paired_at: '2026-11-27T08:00:00.000Z',
      last_seen_at: null,
      admitted_by: 'B'.repeat(26),
      admission_signature: 's'.repeat(86),
      succeeds: null,
      removed_at: null,
      ...changes,
    })
    expect(computersOf([device({})], undefined)).toMatchObject([{ letInBy: { how: 'unproven' } }])
  })
})

describe('a computer that is removed', () => {
  it('loses its open link at once, and does not come back', async () => {
    const { office, home } = await twoComputers()
    const [, first] = await home.computers.list(soon())
    office.connectAgain()
    await online(office)
    await refused(home)
    const answer = await askRunningRelay(relay.dataDir, {
      command: 'remove',
      device_id: first?.computerId ?? '',
    })
    expect(answer).toMatchObject({ ok: true, name: 'Front office', left: 1 })
    await refused(office)
    expect(reasonOf(office)).toContain('This computer was removed from the relay')
    office.connectAgain()
    await refused(office)
    await deliver(relay.url(), { body: telnyxEvent('e-1') })
    expect(await askRunningRelay(relay.dataDir, { command: 'devices' })).toMatchObject({
      connected: null,
      devices: [{ name: 'Home' }],
    })
  })

  it('is removed by another one in its settings, but never by itself', async () => {
    const { home } = await twoComputers()
    const [own, first] = await home.computers.list(soon())
    expect(await home.computers.remove(own?.computerId ?? '', soon())).toBe('this-one')
    expect(await home.computers.remove(first?.computerId ?? '', soon())).toBe('removed')
    expect(await home.computers.remove(first?.computerId ?? '', soon())).toBe('unknown')
    expect(await home.computers.list(soon())).toMatchObject([{ name: 'Home' }])
  })

  it('leaves the relay open for a new pairing when it was the last', async () => {
    const office = computer('Front office', relay.pairingCode())
    await online(office)
    expect(await askRunningRelay(relay.dataDir, { command: 'pair' })).toMatchObject({ ok: false })
    const [own] = await office.computers.list(soon())
    await askRunningRelay(relay.dataDir, { command: 'remove', device_id: own?.computerId.slice(0, 8) ?? '' })
    await refused(office)
    const paired = await askRunningRelay(relay.dataDir, { command: 'pair' })
    await online(computer('Back office', paired?.ok && paired.type === 'code' ? paired.code : ''))
  })
})

describe('keys are changed', () => {
  it('on the desktop, after which the old key opens nothing', async () => {
    const kept = memory()
    const office = computer('Front office', relay.pairingCode(), kept)
    await online(office)
    const before = kept.keptKey()
    await office.computers.changeKey(soon())
    expect(readIdentity(kept.keptKey())?.deviceId).not.toBe(readIdentity(before)?.deviceId)
    await eventually('connected anew', () => office.state().status !== 'online')
    await online(office)
    expect(await office.computers.list(soon())).toMatchObject([
      { name: 'Front office', isThis: true, letInBy: { how: 'code-of-the-relay' } },
    ])
    const thief = memory()
    await thief.deviceKeyStore.save(before ?? '')
    const stolen = computer('Thief', undefined, thief)
    await refused(stolen)
    expect(reasonOf(stolen)).toContain('was removed')
  })

  it('on the desktop, also when it stopped between making the key and using it', async () => {
    const kept = memory()
    const first = computer('Front office', relay.pairingCode(), kept)
    await online(first)
    const before = kept.keptKey() ?? ''
    await first.computers.changeKey(soon())
    await first.close()
    // As a crash leaves it: the relay has the new key, the desktop still uses the old one.
    const after = readIdentity(kept.keptKey())
    const old = readIdentity(before)
    if (!after || !old) throw new Error('no key')
    const { privateKey, publicKey, deviceId } = after
    const crashed = memory()
    await crashed.deviceKeyStore.save(writeIdentity({ ...old, next: { privateKey, publicKey, deviceId } }))
    const again = computer('Front office', undefined, crashed)
    await eventually('the new key in use', () => readIdentity(crashed.keptKey())?.deviceId === deviceId)
    await online(again)
  })

  it('on the desktop by itself after 90 days', async () => {
    const kept = memory()
    const first = computer('Front office', relay.pairingCode(), kept)
    await online(first)
    await first.close()
    const before = readIdentity(kept.keptKey())?.deviceId
    const later = computer('Front office', undefined, kept, () => Date.now() + 91 * 86_400_000)
    await eventually('a new key', () => readIdentity(kept.keptKey())?.deviceId !== before)
    await online(later)
  })

  it('at the relay, and desktops follow, also one that missed two changes and has the old code in its settings', async () => {
    const kept = memory()
    const code = relay.pairingCode()
    const first = computer('Front office', code, kept)
    await online(first)
    await first.close()
    await askRunningRelay(relay.dataDir, { command: 'change-key' })
    await relay.stop()
    await relay.start()
    await askRunningRelay(relay.dataDir, { command: 'change-key' })
    for (let start = 0; start < 2; start++) {
      const again = computer('Front office', code, kept)
      await online(again)
      await again.close()
    }
  })
})
