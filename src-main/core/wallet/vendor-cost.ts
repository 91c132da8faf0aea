/** A millionth of a cent: a token costs fewer cents than any larger unit has places for. */
export const MICRO_CENTS_PER_CENT = 1_000_000
const MICRO_CENTS_PER_DOLLAR = 100 * MICRO_CENTS_PER_CENT

export const VENDORS = ['telnyx', 'deepgram', 'anthropic', 'elevenlabs', 'vapi'] as const
export type Vendor = (typeof VENDORS)[number]

/** What a vendor is paid for one thing in one call. */
export interface VendorLine {
  readonly vendor: Vendor
  readonly label: string
  readonly quantity: number
  readonly unit: string
  readonly microCents: number
  /** `billed`: the vendor's own figure. `metered`: counted here, at the rates below. `estimated`: the count was lost. */
  readonly basis: 'billed' | 'metered' | 'estimated'
}

interface UseRate {
  readonly vendor: Vendor
  /** The part of a receipt that it belongs to. */
  readonly part: 'recognition' | 'model' | 'voice'
  readonly label: string
  readonly unit: 'ms' | 'tokens' | 'characters'
  readonly microCentsEach: number
}

const heard = (vendor: Vendor, label: string, dollarsPerMinute: number): UseRate => ({
  vendor,
  part: 'recognition',
  label,
  unit: 'ms',
  microCentsEach: (dollarsPerMinute * MICRO_CENTS_PER_DOLLAR) / 60_000,
})
const tokens = (label: string, dollarsPerMillion: number): UseRate => ({
  vendor: 'anthropic',
  part: 'model',
  label,
  unit: 'tokens',
  microCentsEach: dollarsPerMillion * 100,
})
const spoken = (vendor: Vendor, label: string, dollarsPerThousand: number): UseRate => ({
  vendor,
  part: 'voice',
  label,
  unit: 'characters',
  microCentsEach: dollarsPerThousand * 100_000,
})

/** Published prices (protocols/{deepgram,anthropic,elevenlabs}.md). The carrier tells its own figure of each call. */
export const VENDOR_RATES = {
  version: '2026-11',
  items: {
    flux: heard('deepgram', 'Recognition: Flux', 0.0065),
    flux_multilingual: heard('deepgram', 'Recognition: Flux multilingual', 0.0078),
    nova: heard('deepgram', 'Recognition: Nova', 0.0048),
    nova_multilingual: heard('deepgram', 'Recognition: Nova multilingual', 0.0058),
    scribe: heard('elevenlabs', 'Recognition: Scribe', 0.0065),
    haiku_read: tokens('Haiku: tokens read', 0.1),
    haiku_cached: tokens('Haiku: tokens read from cache', 0.01),
    haiku_cache_written: tokens('Haiku: tokens cached', 0.125),
    haiku_written: tokens('Haiku: tokens written', 0.5),
    sonnet_read: tokens('Sonnet: tokens read', 2),
    sonnet_cached: tokens('Sonnet: tokens read from cache', 0.2),
    sonnet_cache_written: tokens('Sonnet: tokens cached', 2.5),
    sonnet_written: tokens('Sonnet: tokens written', 10),
    flash: spoken('elevenlabs', 'Voice: ElevenLabs Flash', 0.05),
    aura: spoken('deepgram', 'Voice: Deepgram Aura', 0.03),
  },
} as const

export type UseItem = keyof typeof VENDOR_RATES.items
/** Told where a vendor is asked, in the moment of asking. Quick, and never throws. */
export type UseListener = (item: UseItem, quantity: number) => void
export const USE_ITEMS = Object.keys(VENDOR_RATES.items) as [UseItem, ...UseItem[]]

/** What was counted, priced. */
export const pricedUse = (
  counts: Iterable<readonly [UseItem, number]>,
  basis: 'metered' | 'estimated' = 'metered',
): VendorLine[] =>
  [...counts].map(([item, quantity]) => {
    const { vendor, label, unit, microCentsEach }: UseRate = VENDOR_RATES.items[item]
    return { vendor, label, quantity, unit, microCents: Math.round(quantity * microCentsEach), basis }
  })

/** A spoken minute of both sides, where the count died with the program. */
const USUAL_PER_MINUTE = { flux: 60_000, haiku_read: 3_000, haiku_written: 250, flash: 450 } as const

export const estimatedLines = (talkMs: number): VendorLine[] =>
  pricedUse(
    Object.entries(USUAL_PER_MINUTE).map(([item, perMinute]) => [
      item as UseItem,
      Math.ceil((perMinute * talkMs) / 60_000),
    ]),
    'estimated',
  )

/** The carrier's own bill of a call; null for an amount that is no plain decimal number of dollars. */
export function carrierLine(totalCostUsd: string, billedSeconds: number): VendorLine | null {
  const microCents = microCentsOf(totalCostUsd)
  if (microCents === null) return null
  return {
    vendor: 'telnyx',
    label: 'Carrier',
    quantity: billedSeconds,
    unit: 's',
    microCents,
    basis: 'billed',
  }
}

/** Digit by digit: a dollar amount never goes through a binary fraction. Beyond a millionth of a cent it is rounded up. */
export function microCentsOf(dollars: string): number | null {
  const match = /^(\d{1,7})(?:\.(\d{1,18}))?$/.exec(dollars)
  if (!match) return null
  const fraction = (match[2] ?? '').padEnd(8, '0')
  const rest = /[1-9]/.test(fraction.slice(8)) ? 1 : 0
  return Number(match[1]) * MICRO_CENTS_PER_DOLLAR + Number(fraction.slice(0, 8)) + rest
}

/**
 * Whole cents for what was carried over and what came now, and the rounding that makes the lines come to them. What is
 * carried never passes half a cent, however many calls there are.
 */
export function roundedToCents(
  carriedMicroCents: number,
  microCents: number,
): { cents: number; roundingMicroCents: number } {
  const cents = Math.round((carriedMicroCents + microCents) / MICRO_CENTS_PER_CENT)
  return { cents, roundingMicroCents: cents * MICRO_CENTS_PER_CENT - microCents }
}
