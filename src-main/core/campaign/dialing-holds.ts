import type { DialingHold } from '../../../src-preload/contract/campaigns.ts'
import type { LinkState } from '../call/relay-link.ts'

export interface HoldFacts {
  readonly spendingPaused: boolean
  /** What does not add up in the ledger; null when all does. */
  readonly auditFailure: string | null
  readonly link: LinkState
  readonly mode: 'practice' | 'live'
}

/** What keeps the whole account from dialing at this moment, each with what to do; empty when nothing does. */
export function dialingHolds({ spendingPaused, auditFailure, link, mode }: HoldFacts): DialingHold[] {
  return [
    ...(spendingPaused ? [SPENDING_PAUSED] : []),
    ...(auditFailure === null ? [] : [booksHold(auditFailure)]),
    ...relayHold(link, mode),
  ]
}

const SPENDING_PAUSED: DialingHold = {
  code: 'spending_paused',
  message: 'No call can start: all spending is paused.',
  advice: 'Calls in line start once you resume spending.',
}

const booksHold = (auditFailure: string): DialingHold => ({
  code: 'books_do_not_balance',
  message: 'No call can start: the books do not balance.',
  advice: `Nothing is dialed until this is repaired: ${auditFailure}.`,
})

function relayHold(link: LinkState, mode: HoldFacts['mode']): DialingHold[] {
  switch (link.status) {
    case 'online':
      return []
    case 'refused':
      return [
        {
          code: 'relay_refused',
          message: 'No call can start: the relay refuses this computer.',
          advice: link.reason,
        },
      ]
    case 'connecting':
    case 'offline':
      return [
        {
          code: 'relay_unreachable',
          message: 'No call can start: the relay cannot be reached.',
          advice: mode === 'practice' ? PRACTICE_ADVICE : LIVE_ADVICE,
        },
      ]
  }
}

const PRACTICE_ADVICE =
  'Ridgeline starts its practice relay again by itself within seconds. If it stays away, close Ridgeline and open it again.'
const LIVE_ADVICE =
  'Ridgeline keeps trying by itself. Check that this computer is online, and that your relay server is running.'
