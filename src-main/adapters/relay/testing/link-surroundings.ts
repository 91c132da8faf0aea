/** What surrounds a desktop's link in tests. */
import type { CommitCursor, RelayLinkOptions } from '../link-parts.ts'
import { type DesktopRelayLink, relayLink } from '../relay-link.ts'

export const quiet = { info: () => {}, warn: () => {}, error: () => {} }

/** Nobody is hung up in these tests. */
export const hangUpGrant = { carrierUrl: 'http://127.0.0.1:9/v2', carrierKey: 'KEY0' }

/** What a desktop keeps across restarts: its key, and its place in the log with the effects. */
export function memory() {
  let key: string | null = null
  let place = { logId: '', seq: 0 }
  const cursor: CommitCursor = {
    resume(logId) {
      if (place.logId !== logId) place = { logId, seq: 0 }
      return place.seq
    },
    advance(seq) {
      place = { ...place, seq }
    },
  }
  return {
    cursor,
    deviceKeyStore: {
      load: () => Promise.resolve(key),
      save: (value: string) => {
        key = value
        return Promise.resolve()
      },
    },
    keptKey: () => key,
  }
}

/** A desktop's link to the relay at this address, with its memory and nothing else of the desktop around it. */
export const linkTo = (
  url: string,
  pairingCode: string | undefined,
  kept = memory(),
  more: Partial<RelayLinkOptions> = {},
): DesktopRelayLink =>
  relayLink({
    url,
    pairingCode,
    deviceKeyStore: kept.deviceKeyStore,
    deviceName: 'Front office',
    hangUpGrant,
    commitCursor: kept.cursor,
    log: quiet,
    ...more,
  })
