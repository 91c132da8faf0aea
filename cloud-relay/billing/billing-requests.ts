/** What a desktop may ask about buying minutes, answered on the link. */
import { unreachable } from '../unreachable.ts'
import type { DesktopMessage, RelayMessage } from '../wire/control-messages.ts'
import type { Billing } from './checkout.ts'

type BillingRequest = Extract<DesktopMessage, { type: 'checkout' | 'list_bundles' | 'look_at_checkout' }>

export async function answerOnBilling(request: BillingRequest, billing: Billing): Promise<RelayMessage> {
  const { request_id } = request
  switch (request.type) {
    case 'list_bundles':
      return {
        type: 'bundles_listed',
        request_id,
        livemode: billing.livemode,
        bundles: [...billing.bundles],
      }
    case 'checkout': {
      const opened = await billing.open(request.bundle_id, request.purchase_id)
      if (typeof opened === 'string') return { type: 'request_failed', request_id, code: opened }
      return { type: 'checkout_opened', request_id, ...opened }
    }
    case 'look_at_checkout': {
      const session = await billing.look(request.session_id)
      if (typeof session === 'string') return { type: 'request_failed', request_id, code: session }
      return { type: 'checkout_seen', request_id, session }
    }
    default:
      return unreachable(request)
  }
}
