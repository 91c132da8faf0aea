/** Who may use the relay: pairing, and the lease of the newest session. */
import { describe, expect, it } from 'vitest'
import { eventually } from '../../../cloud-relay/testing/eventually.ts'
import { deliver, telnyxEvent } from '../../../cloud-relay/testing/relay-under-test.ts'
import { LinkClose } from '../../../cloud-relay/wire/close-codes.ts'
import { openRawLink, pairOnce } from '../../../tests/benchmarks/relay/raw-link.ts'
import { Ears, linkedDesktopsPerTest, never, online } from '../../../tests/fixtures/linked-desktops.ts'
import { relayLink } from './relay-link.ts'
import { hangUpGrant, memory, quiet } from './testing/link-surroundings.ts'

const world = linkedDesktopsPerTest()

describe('pairing', () => {
  it('happens with the printed code, once, and is remembered', async () => {
    const kept = memory()
    const first = world().desktop(kept)
    await online(first)
    await first.link.close()
    const second = world().desktop(kept, undefined)
    await online(second)
    expect(second.link.publicUrl).toBe(world().relay.url())
  })

  it('is refused with a wrong code, and the desktop says so instead of trying for ever', async () => {
    const [secret = '', fingerprint = ''] = world().relay.pairingCode().split('-')
    const wrong = world().desktop(
      memory(),
      `${secret.startsWith('A') ? 'B' : 'A'}${secret.slice(1)}-${fingerprint}`,
    )
    await eventually('refused', () => wrong.link.state().status === 'refused')
    expect(wrong.link.state()).toMatchObject({ reason: 'The pairing code is wrong.' })
    await expect(wrong.link.openStream('call_1', new Ears(), never)).rejects.toMatchObject({
      vendor: 'relay',
    })
  })

  it('never trusts a relay whose key is not the one in the code', async () => {
    const [secret = ''] = world().relay.pairingCode().split('-')
    const misled = world().desktop(memory(), `${secret}-${'A'.repeat(26)}`)
    await eventually('refused', () => misled.link.state().status === 'refused')
    expect(misled.link.state()).toMatchObject({ reason: expect.stringContaining('Another relay') })
  })

  it('can be repeated after the operator dropped all devices', async () => {
    const kept = memory()
    await online(world().desktop(kept))
    await world().relay.stop()
    await world().relay.start({ resetPairing: true })
    await eventually('refused', () => world().desktops[0]?.link.state().status === 'refused')
    await online(world().desktop(kept, world().relay.pairingCode()))
  })

  it('is not asked for over plain http beyond this computer', async () => {
    const link = relayLink({
      url: 'http://world().relay.example.com',
      pairingCode: world().relay.pairingCode(),
      deviceKeyStore: memory().deviceKeyStore,
      deviceName: 'Office',
      hangUpGrant,
      commitCursor: memory().cursor,
      log: quiet,
    })
    await eventually('refused', () => link.state().status === 'refused')
    await link.close()
  })
})

describe('the lease', () => {
  it('goes to the newest session, and the older desktop stops instead of fighting', async () => {
    const kept = memory()
    const older = world().desktop(kept)
    await online(older)
    const newer = world().desktop(kept, undefined)
    await online(newer)
    await eventually('superseded', () => older.link.state().status === 'refused')
    await deliver(world().relay.url(), { body: telnyxEvent('e-1') })
    await eventually('the event', () => newer.committed.length === 1)
    expect(older.committed).toEqual([])
  })

  it('stays with a desktop that connects anew: only another run is told that it was taken over', async () => {
    const identity = await pairOnce(world().relay.url(), world().relay.pairingCode())
    const first = await openRawLink(world().relay.url(), identity, 'run-1')
    const again = await openRawLink(world().relay.url(), identity, 'run-1')
    expect(await first.closed).toBe(LinkClose.resumed)
    const other = await openRawLink(world().relay.url(), identity, 'run-2')
    expect(await again.closed).toBe(LinkClose.superseded)
    other.close()
  })
})

describe('buying minutes', () => {
  it('is declined with the reason while the relay sells none', async () => {
    const office = world().desktop()
    await online(office)
    const purchase = { bundleId: 'm500', purchaseId: 'p-1' }
    expect(await office.link.minutes.open(purchase, never)).toEqual({
      opened: false,
      code: 'checkout_not_configured',
    })
  })
})
