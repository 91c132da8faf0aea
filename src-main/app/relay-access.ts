import type { ComputerView, PairingCodeView } from '../../src-preload/contract/relay-access.ts'
import type { Computer } from '../adapters/relay/computers.ts'
import type { DesktopRelayLink } from '../adapters/relay/relay-link.ts'
import type { ActivityLog } from '../core/activity.ts'
import type { Clock } from '../core/clock.ts'
import { notFound, Refused } from '../core/refused.ts'
import { isoInstant } from '../core/time.ts'

/** The relay answers in milliseconds, or not at all. */
const ANSWER_WITHIN_MS = 5_000

export interface RelayAccessParts {
  readonly relay: Pick<
    DesktopRelayLink,
    'state' | 'onStateChange' | 'publicUrl' | 'computers' | 'connectAgain'
  >
  readonly activity: ActivityLog
  readonly clock: Clock
  /** How far our clock is ahead of the relay's: the practice world keeps a morning of its own. */
  readonly aheadOfRelayMs: () => number
}

/** Which computers may use the relay, and what a person changes about it. */
export function relayAccessApp({ relay, activity, clock, aheadOfRelayMs }: RelayAccessParts) {
  const { computers } = relay
  /** The window knows one clock, and everything it is told is told by that. */
  const ourTime = (instant: string) => isoInstant(Date.parse(instant) + aheadOfRelayMs())
  const soon = () => AbortSignal.timeout(ANSWER_WITHIN_MS)
  const tell = (title: string) => activity.append('relay_access_changed', title, {}, clock.nowMs())
  const mustBeOnline = () => {
    const state = relay.state()
    if (state.status === 'online') return
    throw new Refused(
      'relay_offline',
      'The relay is not connected',
      'reason' in state ? state.reason : 'This computer is still connecting. Try again in a moment.',
    )
  }

  return {
    async computers(): Promise<ComputerView[]> {
      mustBeOnline()
      return (await computers.list(soon())).map((computer) => computerView(computer, ourTime))
    },
    async pairingCode(): Promise<PairingCodeView> {
      mustBeOnline()
      const { code, expiresAt } = await computers.offerPairing(soon())
      tell('A code to pair another computer was made')
      return { code, relay_url: relay.publicUrl, expires_at: ourTime(expiresAt) }
    },
    async withdrawPairingCode(): Promise<void> {
      mustBeOnline()
      await computers.withdrawPairing(soon())
    },
    async remove(computerId: string): Promise<void> {
      mustBeOnline()
      const result = await computers.remove(computerId, soon())
      if (result === 'unknown') throw notFound('paired computer', computerId)
      if (result === 'this-one')
        throw new Refused(
          'conflict',
          'This is the computer you use',
          'Remove it on another paired computer, or by "npm run relay -- remove" on the host of the relay.',
        )
      tell('A computer was removed from the relay')
    },
    async changeKey(): Promise<void> {
      mustBeOnline()
      await computers.changeKey(soon())
      tell('This computer has a new key for the relay')
    },
    /** Refuses with the reason when this attempt came to nothing. */
    async connectAgain(): Promise<void> {
      const outcome = attempted(relay, soon())
      relay.connectAgain()
      if (relay.state().status !== 'online') await outcome
      mustBeOnline()
    },
  }
}

/** Until the link is up, is down again, or as long as one should wait. */
function attempted({ onStateChange }: RelayAccessParts['relay'], tooLong: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      unfollow()
      resolve()
    }
    const unfollow = onStateChange(({ status }) => status === 'connecting' || done())
    tooLong.addEventListener('abort', done, { once: true })
  })
}

function computerView(
  { computerId, name, pairedAt, lastSeenAt, isThis, letInBy }: Computer,
  ourTime: (instant: string) => string,
): ComputerView {
  const how = { 'code-of-the-relay': 'relay_code', computer: 'computer', unproven: 'unproven' } as const
  return {
    computer_id: computerId,
    name,
    paired_at: ourTime(pairedAt),
    last_seen_at: lastSeenAt && ourTime(lastSeenAt),
    is_this: isThis,
    let_in_by: how[letInBy.how],
    let_in_by_name: letInBy.how === 'computer' ? letInBy.name : null,
  }
}
