import { billedMinutes, RATES } from './rates.ts'

/** The carrier's own figure of a call beside ours. */
export interface Settlement {
  readonly countedSeconds: number
  /** Null when the carrier did not tell and is not asked any longer. */
  readonly billedSeconds: number | null
  /** Charged before the carrier told. */
  readonly countedCents: number
  /** Added to that; below zero it was given back. */
  readonly correctedCents: number
  /** Due by the carrier's figure and not to be had from the wallet. */
  readonly missingCents: number
  readonly explanation: string
  readonly atMs: number
}

/** What the carrier's figure changes: how much is missing, and how much of that the wallet had. */
export interface Correction {
  readonly missingCents: number
  readonly postedCents: number
}

/** News of answer and hang-up are a moment under way. */
const NEARLY_S = 3
const STEP_S = RATES.intervalMs / 1_000

/** Why the two figures differ, and what follows, in a sentence or two. */
export function explainBill(
  countedSeconds: number,
  billedSeconds: number,
  correction: Correction | null,
): string {
  const bill = `The carrier billed ${billedSeconds} seconds, ${countedSeconds} were counted here: ${reasonOf(countedSeconds, billedSeconds)}.`
  return correction === null ? `${bill} The cost stands.` : `${bill} ${changeOf(correction)}`
}

function reasonOf(countedSeconds: number, billedSeconds: number): string {
  if (billedSeconds === countedSeconds) return 'the same'
  if (billedSeconds === billedMinutes(countedSeconds * 1_000) * STEP_S)
    return 'it rounds up to whole minutes, as the price does'
  if (Math.abs(billedSeconds - countedSeconds) <= NEARLY_S)
    return 'the news of answer and hang-up took a moment'
  return billedSeconds > countedSeconds
    ? 'the line was open longer than the news of the call told'
    : 'the line was open for less time than the news of the call told'
}

function changeOf({ missingCents, postedCents }: Correction): string {
  if (postedCents < 0) return `${-postedCents} cents went back to the wallet.`
  if (postedCents === missingCents) return `${postedCents} cents were added to the cost.`
  return `${postedCents} of ${missingCents} cents were added, which is what the wallet had.`
}

/** Of a call of which the carrier never told. */
export const NEVER_TOLD =
  'The carrier did not tell its figure in the time that it keeps it. The cost stands as it was counted here.'

/** What a correction changed, as the notes of the call tell it. */
export const noteOf = (billedSeconds: number, correction: Correction): string =>
  `The carrier billed ${billedSeconds} seconds, ${correction.postedCents < 0 ? 'less' : 'more'} than was counted here: ${changeOf(correction)}`
