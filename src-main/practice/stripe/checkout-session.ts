import { randomBytes } from 'node:crypto'
import { asRecord, asStrings, asText, type FormValue } from './form.ts'

export interface CheckoutSession {
  id: string
  object: 'checkout.session'
  mode: 'payment'
  status: 'open' | 'complete' | 'expired'
  payment_status: 'paid' | 'unpaid'
  amount_subtotal: number
  amount_total: number
  currency: string
  client_reference_id: string | null
  customer: string | null
  customer_details: { email: string | null; name: string | null; address: null } | null
  metadata: Record<string, string>
  payment_intent: string | null
  payment_method_types: string[]
  allowed_payment_method_types: string[] | null
  total_details: { amount_discount: number; amount_tax: number; amount_shipping: number }
  adaptive_pricing: { enabled: boolean }
  invoice: null
  livemode: false
  created: number
  expires_at: number
  url: string | null
  success_url: string | null
  cancel_url: string | null
}

export interface LineItem {
  readonly description: string
  readonly quantity: number
  readonly unitAmount: number
}

export type NewSession =
  | { readonly session: CheckoutSession; readonly items: LineItem[] }
  | { readonly wrong: string; readonly param: string }

const SHORTEST_SECS = 1_800
const LONGEST_SECS = 86_400

export function newSession(
  form: Readonly<Record<string, FormValue>>,
  origin: string,
  nowSecs: number,
): NewSession {
  if ('payment_method_types' in form)
    return { wrong: 'Received unknown parameter: payment_method_types', param: 'payment_method_types' }
  if (asText(form.mode) !== 'payment') return { wrong: 'Only mode=payment is supported here', param: 'mode' }
  if (!asText(form.success_url))
    return { wrong: 'Missing required param: success_url.', param: 'success_url' }
  const items = Object.values(asRecord(form.line_items)).map(lineItem)
  const first = items[0]
  if (!first) return { wrong: 'Missing required param: line_items.', param: 'line_items' }
  if (items.some((item) => !Number.isInteger(item.unitAmount)))
    return { wrong: 'Invalid integer', param: 'line_items[0][price_data][unit_amount]' }
  const expiresAt = Number(asText(form.expires_at) ?? nowSecs + LONGEST_SECS)
  if (expiresAt - nowSecs < SHORTEST_SECS - 60 || expiresAt - nowSecs > LONGEST_SECS + 60) {
    return {
      wrong: 'The `expires_at` timestamp must be between 30 minutes and 24 hours from now.',
      param: 'expires_at',
    }
  }
  const id = `cs_test_${randomBytes(24).toString('hex')}`
  const total = items.reduce((sum, item) => sum + item.unitAmount * item.quantity, 0)
  const allowed = Object.values(asStrings(form.allowed_payment_method_types))
  const session: CheckoutSession = {
    id,
    object: 'checkout.session',
    mode: 'payment',
    status: 'open',
    payment_status: 'unpaid',
    amount_subtotal: total,
    amount_total: total,
    currency: currencyOf(form),
    client_reference_id: asText(form.client_reference_id),
    customer: asText(form.customer),
    customer_details: null,
    metadata: asStrings(form.metadata),
    payment_intent: null,
    payment_method_types: ['card'],
    allowed_payment_method_types: allowed.length > 0 ? allowed : null,
    total_details: { amount_discount: 0, amount_tax: 0, amount_shipping: 0 },
    adaptive_pricing: { enabled: asText(asRecord(form.adaptive_pricing).enabled) === 'true' },
    invoice: null,
    livemode: false,
    created: nowSecs,
    expires_at: expiresAt,
    url: `${origin}/pay/${id}`,
    success_url: asText(form.success_url),
    cancel_url: asText(form.cancel_url),
  }
  return { session, items }
}

function lineItem(value: FormValue): LineItem {
  const item = asRecord(value)
  const price = asRecord(item.price_data)
  return {
    description: asText(asRecord(price.product_data).name) ?? asText(item.price) ?? 'Item',
    quantity: Number(asText(item.quantity) ?? 1),
    unitAmount: Number(asText(price.unit_amount) ?? Number.NaN),
  }
}

function currencyOf(form: Readonly<Record<string, FormValue>>): string {
  const first = Object.values(asRecord(form.line_items))[0]
  return asText(asRecord(asRecord(first).price_data).currency) ?? 'usd'
}
