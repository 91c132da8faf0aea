import { describe, expect, it } from 'vitest'
import { dialingHolds } from './dialing-holds.ts'

const online = { status: 'online', sinceMs: 0, relayName: 'r' } as const
const offline = { status: 'offline', sinceMs: 0, reason: 'The connection was cut.' } as const
const refused = { status: 'refused', sinceMs: 0, reason: 'This computer was removed.' } as const
const live = { spendingPaused: false, auditFailure: null, link: online, mode: 'live' } as const

describe('what keeps every call from being dialed', () => {
  it('is nothing while money may be spent and the relay is there', () =>
    expect(dialingHolds(live)).toEqual([]))

  it('is told with all that must be put right, not only the first', () =>
    expect(
      dialingHolds({ ...live, spendingPaused: true, auditFailure: 'x', link: offline }).map(
        ({ code }) => code,
      ),
    ).toEqual(['spending_paused', 'books_do_not_balance', 'relay_unreachable']))

  it('comes with advice that fits: nobody has a relay server to look after in practice', () => {
    const adviceIn = (mode: 'live' | 'practice') => dialingHolds({ ...live, mode, link: offline })[0]?.advice
    expect(adviceIn('live')).toContain('your relay server')
    expect(adviceIn('practice')).toContain('starts its practice relay again by itself')
  })

  it('gives the reason of a relay that refuses this computer', () =>
    expect(dialingHolds({ ...live, link: refused })).toMatchObject([
      { code: 'relay_refused', advice: 'This computer was removed.' },
    ]))
})
