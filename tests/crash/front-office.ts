import { type DesktopRelayLink, relayLink } from '../../src-main/adapters/relay/relay-link.ts'
import { hangUpGrant, memory, quiet } from '../../src-main/adapters/relay/testing/link-surroundings.ts'

/** The link of a desktop that keeps its key and its place in the log in memory, with the events that it was told. */
export function frontOfficeLink(
  url: string,
  pairingCode: string,
): { readonly link: DesktopRelayLink; readonly events: string[] } {
  const kept = memory()
  const events: string[] = []
  const link = relayLink({
    url,
    pairingCode,
    deviceName: 'Front office',
    hangUpGrant,
    deviceKeyStore: kept.deviceKeyStore,
    commitCursor: kept.cursor,
    log: quiet,
  })
  link.onEvent(({ eventId }) => events.push(eventId))
  return { link, events }
}
