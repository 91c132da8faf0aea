import type { DialRequest } from './dial-request.ts'

/** Rates as in Telnyx's own examples; amounts travel as strings. */
const RATES_PER_MINUTE = { 'sip-trunking': 0.005, 'call-control': 0.0018, 'media-streaming': 0.0035 } as const
const DETECTION_PER_CALL = 0.005
const BILLING_STEP_SECS = 60

export interface BilledCall {
  readonly request: Pick<DialRequest, 'stream' | 'answering_machine_detection'>
  readonly answeredAtMs: number | null
  readonly endedAtMs: number | null
}

interface CostPart {
  readonly call_part: string
  readonly rate: string
  readonly cost: string
  readonly currency: 'USD'
  readonly billed_duration_secs: number
}

export function billedParts(leg: BilledCall): object {
  const talkedSecs =
    leg.answeredAtMs === null ? 0 : ((leg.endedAtMs ?? leg.answeredAtMs) - leg.answeredAtMs) / 1_000
  const billedSecs = Math.ceil(talkedSecs / BILLING_STEP_SECS) * BILLING_STEP_SECS
  const parts = Object.entries(RATES_PER_MINUTE)
    .filter(([part]) => part !== 'media-streaming' || leg.request.stream !== null)
    .map(([part, rate]) => costPart(part, rate, (rate * billedSecs) / 60, billedSecs))
  if (leg.request.answering_machine_detection === 'premium' && billedSecs > 0) {
    parts.push(costPart('answering-machine-detection', DETECTION_PER_CALL, DETECTION_PER_CALL, billedSecs))
  }
  const total = parts.reduce((sum, part) => sum + Number(part.cost), 0)
  return {
    status: 'success',
    total_cost: total.toFixed(4),
    billed_duration_secs: billedSecs,
    billing_group_id: null,
    cost_parts: billedSecs === 0 ? [] : parts,
  }
}

const costPart = (part: string, rate: number, cost: number, billedSecs: number): CostPart => ({
  call_part: part,
  rate: rate.toFixed(5),
  cost: cost.toFixed(4),
  currency: 'USD',
  billed_duration_secs: billedSecs,
})
