import { expect, it } from 'vitest'
import { VirtualClock } from '../rehearsal/virtual-clock.ts'
import { type RelayAccessParts, relayAccessApp } from './relay-access.ts'

function access(removed: 'removed' | 'unknown' | 'this-one' = 'removed') {
  const told: string[] = []
  let state: ReturnType<RelayAccessParts['relay']['state']> = { status: 'online', sinceMs: 0, relayName: 'r' }
  const app = relayAccessApp({
    clock: new VirtualClock(),
    activity: { append: (_type, title) => told.push(title) },
    relay: {
      publicUrl: 'https://relay.example',
      state: () => state,
      connectAgain: () => {},
      computers: {
        list: async () => [],
        offerPairing: async () => ({ code: 'CODE', expiresAt: '2026-11-23T16:10:00.000Z' }),
        withdrawPairing: async () => {},
        remove: async () => removed,
        changeKey: async () => {},
      },
    },
  })
  return { app, told, becomes: (next: typeof state) => (state = next) }
}

it('answers with the code and the address that another computer pairs with, and tells that one was made', async () => {
  const { app, told } = access()
  expect(await app.pairingCode()).toEqual({
    code: 'CODE',
    relay_url: 'https://relay.example',
    expires_at: '2026-11-23T16:10:00.000Z',
  })
  expect(told).toEqual(['A code to pair another computer was made'])
})

it('refuses with the reason while the relay is gone, and does nothing', async () => {
  const { app, told, becomes } = access()
  becomes({ status: 'offline', sinceMs: 0, reason: 'The relay cannot be reached.' })
  await expect(app.changeKey()).rejects.toMatchObject({
    code: 'relay_offline',
    detail: 'The relay cannot be reached.',
  })
  expect(told).toEqual([])
})

it('refuses to remove the computer that is used, and one that is not there', async () => {
  await expect(access('this-one').app.remove('c')).rejects.toMatchObject({ code: 'conflict' })
  await expect(access('unknown').app.remove('c')).rejects.toMatchObject({ code: 'not_found' })
})
