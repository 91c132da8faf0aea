import { type DesktopRelayLink, relayLink } from '../../src-main/adapters/relay/relay-link.ts'

/** The link of a desktop that keeps its key and its place in the log in memory, with the events that it was told. */
export function frontOfficeLink(
  url: string,
  pairingCode: string,
): { readonly link: DesktopRelayLink; readonly events: string[] } {
  let key: string | null = null
  let place = { logId: '', seq: 0 }
  const events: string[] = []
  const link = relayLink({
    url,
    pairingCode,
    deviceName: 'Front office',
    hangUpGrant: { carrierUrl: 'http://127.0.0.1:9/v2', carrierKey: 'KEY0' },
    deviceKeyStore: {
      load: () => Promise.resolve(key),
      save(value) {
        key = value
        return Promise.resolve()
      },
    },
    commitCursor: {
      resume(logId) {
        if (place.logId !== logId) place = { logId, seq: 0 }
        return place.seq
      },
      advance(seq) {
        place = { ...place, seq }
      },
    },
    log: { info: () => {}, warn: () => {}, error: () => {} },
  })
  link.onEvent(({ eventId }) => events.push(eventId))
  return { link, events }
}
