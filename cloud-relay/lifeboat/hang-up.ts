/** Ends one call at the carrier with the desktop's grant. Nothing else can be asked for with it here. */
import { randomUUID } from 'node:crypto'
import { isLoopbackHost } from '../wire/loopback.ts'

export interface HangUpGrant {
  readonly carrierUrl: string
  readonly carrierKey: string
  readonly callControlId: string
}

export type HangUp = (grant: HangUpGrant) => Promise<'done' | 'failed'>

const TRY_MS = 3_000
/** Telnyx answers so for a call that has ended already (protocols/telnyx.md section 13). */
const ALREADY_OVER = new Set([404, 422])

/**
 * The one address that a relay on the internet may call, whatever a desktop asks for; on loopback, as in the practice
 * world, any address of this machine.
 */
export function mayBeCalled(carrierUrl: string, relayIsPublic: boolean): boolean {
  if (!URL.canParse(carrierUrl)) return false
  const { origin, hostname, username, password } = new URL(carrierUrl)
  if (username !== '' || password !== '') return false
  return origin === 'https://api.telnyx.com' || (!relayIsPublic && isLoopbackHost(hostname))
}

/** Resolves when the carrier has taken the command, or has refused it at every try; one try follows each pause. */
export const hangUpAfter =
  (pausesMs: readonly number[]): HangUp =>
  async ({ carrierUrl, carrierKey, callControlId }) => {
    // One id for all tries: the carrier takes the command once (reliability.md section 0, finding 2).
    const body = JSON.stringify({ command_id: randomUUID() })
    const url = `${carrierUrl.replace(/\/$/, '')}/calls/${encodeURIComponent(callControlId)}/actions/hangup`
    for (const pauseMs of pausesMs) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
      try {
        const response = await fetch(url, {
          method: 'POST',
          redirect: 'error',
          headers: { authorization: `Bearer ${carrierKey}`, 'content-type': 'application/json' },
          body,
          signal: AbortSignal.timeout(TRY_MS),
        })
        await response.body?.cancel()
        if (response.ok || ALREADY_OVER.has(response.status)) return 'done'
      } catch {
        // Tried again; the answer says whether it helped.
      }
    }
    return 'failed'
  }

/** Without pauses a carrier that is down for a moment would have refused every try within milliseconds. */
export const hangUpAtCarrier: HangUp = hangUpAfter([0, 500, 2_000, 5_000])
