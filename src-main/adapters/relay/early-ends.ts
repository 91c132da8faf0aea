import { HEALTHY_AFTER_MS } from './reconnect-delay.ts'

const TOO_OFTEN = 3

/**
 * `closed`: the relay, or whatever answers in its place, ended the link in words, or broke the rules of it; `cut`: it
 * just ended, as networks and restarting relays do; `ours`: this desktop ended it.
 */
export type EndedBy = 'closed' | 'cut' | 'ours'

export interface EarlyEnds {
  /** What an end means, after a handshake that succeeded. */
  ended(lastedMs: number, by: EndedBy): 'try-again' | 'cut-again-and-again' | 'turned-away'
  forget(): void
}

/**
 * A handshake that succeeds and is closed within seconds, three times in a row, is a fault of the set-up that no further
 * attempt mends. A link that is only cut is tried for ever, or a bad quarter of an hour of the office's network would
 * end its calls for good.
 */
export function earlyEnds(): EarlyEnds {
  let closed = 0
  let cut = 0
  const forget = () => {
    closed = 0
    cut = 0
  }
  return {
    ended(lastedMs, by) {
      if (by === 'ours') return 'try-again'
      if (lastedMs >= HEALTHY_AFTER_MS) {
        forget()
        return 'try-again'
      }
      if (by === 'cut') {
        closed = 0
        cut += 1
        return cut >= TOO_OFTEN ? 'cut-again-and-again' : 'try-again'
      }
      closed += 1
      return closed >= TOO_OFTEN ? 'turned-away' : 'try-again'
    },
    forget,
  }
}
