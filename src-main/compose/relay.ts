import type { SystemStatus } from '../../src-preload/contract/account.ts'
import { type DesktopRelayLink, relayLink } from '../adapters/relay/relay-link.ts'
import { relayCursor } from '../adapters/sqlite/relay-cursor.ts'
import type { LinkState } from '../core/call/relay-link.ts'
import type { Ground } from './ground.ts'
import type { Host } from './host.ts'

/** The link to the relay, through which the carrier's news and the sound of calls come. */
export function composeRelay(host: Host, ground: Ground): DesktopRelayLink {
  const { deviceKeyStore, deviceName, log } = host
  const { apiKey, baseUrl } = host.vendors.telnyx
  return relayLink({
    url: host.relay.url,
    pairingCode: host.relay.pairingCode ?? undefined,
    deviceKeyStore,
    deviceName,
    hangUpGrant: { carrierUrl: baseUrl, carrierKey: apiKey },
    commitCursor: relayCursor(ground.settings, ground.writeLazily),
    roundTrip: (ms) => ground.metrics.measured('relay_rtt', ms),
    log: {
      info: (message, fields) => log.info(fields ?? {}, message),
      warn: (message, fields) => log.warn(fields ?? {}, message),
      error: (message, fields) => log.error(fields ?? {}, message),
    },
  })
}

/** The link as the window and a health check are told of it. */
export function relayStatus(state: LinkState): SystemStatus['relay'] {
  if (state.status === 'online') return { status: 'online', detail: state.relayName }
  return { status: state.status, detail: state.status === 'connecting' ? null : state.reason }
}
