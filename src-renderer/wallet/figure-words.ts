import type { MoneyFigures } from '../../src-preload/contract/receipt.ts'
import { formatCents, plural } from '../ui/format.ts'

const NAMES: Record<string, string> = {
  telnyx: 'Telnyx',
  deepgram: 'Deepgram',
  anthropic: 'Anthropic',
  elevenlabs: 'ElevenLabs',
  vapi: 'Vapi',
}

export const vendorName = (vendor: string): string => NAMES[vendor] ?? vendor

/** How far the carrier's bills are from what was counted here. */
export function driftWords({ settled_calls, corrected_calls, ...drift }: MoneyFigures['carrier']): string {
  if (settled_calls === 0) return 'none yet'
  const bills = plural(settled_calls, 'bill')
  const missing = drift.missing_cents > 0 ? `; ${formatCents(drift.missing_cents)} could not be charged` : ''
  if (corrected_calls === 0) return `${bills}, all as counted here${missing}`
  const minutes = Math.abs(drift.seconds) / 60
  return `${bills}, ${corrected_calls} not as counted here: ${plural(minutes, 'minute')} ${drift.seconds < 0 ? 'less' : 'more'}, ${formatCents(drift.corrected_cents)} corrected${missing}`
}
