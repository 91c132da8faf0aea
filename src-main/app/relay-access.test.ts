import { expect, it } from 'vitest'
import type { LinkState } from '../core/call/relay-link.ts'
import { VirtualClock } from '../rehearsal/virtual-clock.ts'
import { relayAccessApp } from './relay-access.ts'

function access(removed: 'removed' | 'unknown' | 'this-one' = 'removed') {
  const told: string[] = []
  let state: LinkState = { status: 'online', sinceMs: 0, relayName: 'r' }
  const listeners = new Set<(state: LinkState) => void>()
  const becomes = (next: LinkState) => {
    state = next
    for (const listener of [...listeners]) listener(next)
  }
  let connectAgain = () => {}
  const app = relayAccessApp({
    clock: new VirtualClock(),
    aheadOfRelayMs: () => 86_400_000,
    activity: { append: (_type, title) => told.push(title) },
    relay: {
      publicUrl: 'https://relay.example',
      state: () => state,
      connectAgain: () => connectAgain(),
      onStateChange(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      computers: {
        list: async () => [
          {
            computerId: 'computer_1',
            name: 'Office',
            pairedAt: '2026-11-20T16:00:00.000Z',
            lastSeenAt: null,
            isThis: true,
            letInBy: { how: 'code-of-the-relay' },
          },
        ],
        offerPairing: async () => ({ code: 'CODE', expiresAt: '2026-11-23T16:10:00.000Z' }),
        withdrawPairing: async () => {},
        remove: async () => removed,
        changeKey: async () => {},
      },
    },
  })
  return { app, told, becomes, listeners, onConnect: (attempt: () => void) => (connectAgain = attempt) }
}

it('answers with the code and the address that another computer pairs with, and tells that one was made', async () => {
  const { app, told } = access()
  expect(await app.pairingCode()).toEqual({
    code: 'CODE',
    relay_url: 'https://relay.example',
    expires_at: '2026-11-24T16:10:00.000Z',
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

it('answers a wish to connect with what came of it', async () => {
  const offline = { status: 'offline', sinceMs: 0, reason: 'The relay cannot be reached.' } as const
  const { app, becomes, listeners, onConnect } = access()
  becomes(offline)
  onConnect(() => {
    becomes({ status: 'connecting', sinceMs: 1 })
    queueMicrotask(() => becomes(offline))
  })
  await expect(app.connectAgain()).rejects.toMatchObject({ code: 'relay_offline', detail: offline.reason })
  onConnect(() => queueMicrotask(() => becomes({ status: 'online', sinceMs: 2, relayName: 'r' })))
  await app.connectAgain()
  expect(listeners.size).toBe(0)
})

it('refuses to remove the computer that is used, and one that is not there', async () => {
  await expect(access('this-one').app.remove('c')).rejects.toMatchObject({ code: 'conflict' })
  await expect(access('unknown').app.remove('c')).rejects.toMatchObject({ code: 'not_found' })
})

it('tells times of the relay by the clock of the window, which in practice stands elsewhere', async () => {
  const [computer] = await access().app.computers()
  expect(computer).toMatchObject({ paired_at: '2026-11-21T16:00:00.000Z', last_seen_at: null })
})
