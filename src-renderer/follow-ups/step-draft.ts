import type { SequenceStep } from '../../src-preload/contract/follow-ups.ts'

export const UNITS = { minutes: 1, hours: 60, days: 24 * 60 } as const
export type Unit = keyof typeof UNITS

/** Of the contract. */
const MOST_MINUTES = 60 * 24 * 60

/** A step while it is edited: its delay as it was typed, in whole or broken units. */
export interface StepDraft extends Omit<SequenceStep, 'delay_minutes'> {
  delay: number | string
  unit: Unit
}

export function draftOf({ delay_minutes, ...step }: SequenceStep): StepDraft {
  const unit = unitOf(delay_minutes)
  return { ...step, delay: delay_minutes / UNITS[unit], unit }
}

/** Of a draft without a `delayProblem`. */
export const stepOf = ({ delay, unit, ...step }: StepDraft): SequenceStep => ({
  ...step,
  delay_minutes: minutesOf({ delay, unit }),
})

/** What is wrong with the delay as it stands in its field, in words; null when it may be saved. */
export function delayProblem({ delay, unit }: Pick<StepDraft, 'delay' | 'unit'>): string | null {
  const minutes = minutesOf({ delay, unit })
  const isRight = delay !== '' && minutes >= 0 && minutes <= MOST_MINUTES
  return isRight ? null : `From 0 to ${(MOST_MINUTES / UNITS[unit]).toLocaleString('en-US')} ${unit}`
}

/** The same delay in another unit; one that is wrong stays as it was typed. */
export const inUnit = (
  draft: Pick<StepDraft, 'delay' | 'unit'>,
  unit: Unit,
): Pick<StepDraft, 'delay' | 'unit'> => ({
  delay: delayProblem(draft) ? draft.delay : minutesOf(draft) / UNITS[unit],
  unit,
})

const minutesOf = ({ delay, unit }: Pick<StepDraft, 'delay' | 'unit'>): number =>
  Math.round(Number(delay) * UNITS[unit])

const unitOf = (minutes: number): Unit =>
  minutes > 0 && minutes % UNITS.days === 0
    ? 'days'
    : minutes > 0 && minutes % UNITS.hours === 0
      ? 'hours'
      : 'minutes'
