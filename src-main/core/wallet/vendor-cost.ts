import type { CallLogEntry } from '../call/call-log.ts'

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

/** Published prices, in micro-cents a unit. The carrier's own figure replaces the last line; see `VENDOR_RATES.version`. */
export const VENDOR_RATES = {
  version: '2026-11',
  recognitionPerSecond: 10_833,
  inputTokenEach: 10,
  cachedTokenEach: 1,
  cacheWrittenTokenEach: 12.5,
  outputTokenEach: 50,
  voiceCharacterEach: 5_000,
  carrierPerMinute: 1_030_000,
} as const

/** What one call has used, counted as its log is written. */
export class CallConsumption {
  #inputTokens = 0
  #cachedTokens = 0
  #cacheWrittenTokens = 0
  #outputTokens = 0
  #voiceCharacters = 0

  read(entry: CallLogEntry): void {
    if (entry.kind === 'usage') {
      this.#inputTokens += entry.inputTokens
      this.#cachedTokens += entry.cachedTokens
      this.#cacheWrittenTokens += entry.cacheWriteTokens
      this.#outputTokens += entry.outputTokens
    }
    if (entry.kind === 'say') this.#voiceCharacters += entry.text.length
  }

  lines(talkMs: number): VendorLine[] {
    const counted = 'metered' as const
    return [
      recognition(talkMs, counted),
      tokens('Model: tokens read', this.#inputTokens, VENDOR_RATES.inputTokenEach),
      tokens('Model: tokens read from cache', this.#cachedTokens, VENDOR_RATES.cachedTokenEach),
      tokens('Model: tokens cached', this.#cacheWrittenTokens, VENDOR_RATES.cacheWrittenTokenEach),
      tokens('Model: tokens written', this.#outputTokens, VENDOR_RATES.outputTokenEach),
      voice(this.#voiceCharacters, counted),
    ].filter(({ quantity }) => quantity > 0)
  }
}

/** A spoken minute of both sides, where the count died with the program. */
const USUAL_PER_MINUTE = { inputTokens: 3_000, outputTokens: 250, voiceCharacters: 450 }

export function estimatedLines(talkMs: number): VendorLine[] {
  const minutes = talkMs / 60_000
  const usual = (perMinute: number) => Math.ceil(perMinute * minutes)
  return [
    recognition(talkMs, 'estimated'),
    {
      ...tokens('Model: tokens read', usual(USUAL_PER_MINUTE.inputTokens), VENDOR_RATES.inputTokenEach),
      basis: 'estimated' as const,
    },
    {
      ...tokens('Model: tokens written', usual(USUAL_PER_MINUTE.outputTokens), VENDOR_RATES.outputTokenEach),
      basis: 'estimated' as const,
    },
    voice(usual(USUAL_PER_MINUTE.voiceCharacters), 'estimated'),
  ].filter(({ quantity }) => quantity > 0)
}

function recognition(talkMs: number, basis: VendorLine['basis']): VendorLine {
  const seconds = Math.ceil(talkMs / 1_000)
  return {
    vendor: 'deepgram',
    label: 'Speech recognition',
    quantity: seconds,
    unit: 's',
    microCents: seconds * VENDOR_RATES.recognitionPerSecond,
    basis,
  }
}

const tokens = (label: string, quantity: number, microCentsEach: number): VendorLine => ({
  vendor: 'anthropic',
  label,
  quantity,
  unit: 'tokens',
  microCents: Math.round(quantity * microCentsEach),
  basis: 'metered',
})

const voice = (characters: number, basis: VendorLine['basis']): VendorLine => ({
  vendor: 'elevenlabs',
  label: 'Voice',
  quantity: characters,
  unit: 'characters',
  microCents: characters * VENDOR_RATES.voiceCharacterEach,
  basis,
})

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
