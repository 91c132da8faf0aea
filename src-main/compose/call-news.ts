import { telnyxCallHistory } from '../adapters/telnyx/telnyx-call-history.ts'
import { carrierEvent } from '../adapters/telnyx/telnyx-webhook.ts'
import { carrierNews } from '../core/call/carrier-news.ts'
import type { CarrierEvent } from '../core/call/phone-line.ts'
import { lifeboatNews } from '../core/call/recovery/lifeboat-news.ts'
import { MissingNews } from '../core/call/recovery/missing-news.ts'
import type { Ground } from './ground.ts'
import type { Host } from './host.ts'

interface NewsParts {
  readonly ground: Ground
  readonly telnyx: Host['vendors']['telnyx']
  readonly leadName: (leadId: string) => string | null
  /** The carrier's news of a call, whichever way it came. */
  readonly carrierSaid: (event: CarrierEvent) => void
}

/** What the carrier tells of calls: by its webhooks, and by its own list of what they did not bring. */
export function composeCallNews({ ground, telnyx, carrierSaid, leadName }: NewsParts) {
  const news = carrierNews({
    ...ground,
    translate: (event) => (event.source === 'telnyx' ? carrierEvent(event.body) : 'no-handler'),
    apply: carrierSaid,
    relayDid: (body) => lifeboatNews(body, { ...ground, leadName }),
  })
  const missing = new MissingNews({
    ...ground,
    history: telnyxCallHistory(telnyx),
    apply: carrierSaid,
  })
  return { news, missing }
}
