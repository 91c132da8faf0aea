import type { RestartNotice } from '../../src-preload/contract/account.ts'
import { outcomeLabel } from '../calls/call-words.ts'
import { plural } from '../ui/format.ts'

type CutOff = RestartNotice['cut_off'][number]
type GoesOn = RestartNotice['campaigns'][number]

export function restartTitle({ cause, cut_off }: Pick<RestartNotice, 'cause' | 'cut_off'>): string {
  const how = cause === 'crash' ? 'Ridgeline stopped without being closed' : 'Ridgeline was closed'
  return cut_off.length === 0 ? how : `${how}, and ${plural(cut_off.length, 'call')} ${was(cut_off)} cut off`
}

const was = (cut: CutOff[]): string => (cut.length === 1 ? 'was' : 'were')

const wasAt = {
  dialing: 'while it was dialed',
  ringing: 'while the phone rang',
  live: 'in the middle of the talk',
} as const satisfies Record<CutOff['was'], string>

/** How far a call had come, and what became of it; both matter to whoever phones these people next. */
export function cutOffWords({ was, outcome }: Pick<CutOff, 'was' | 'outcome'>): string {
  const end =
    outcome === null
      ? 'the carrier is asked how it ended'
      : `noted as “${outcomeLabel(outcome, was === 'live')}”`
  return `${wasAt[was]}; ${end}`
}

export function goesOnWords({ name, status, calls_in_line }: GoesOn): string {
  const inLine = `${plural(calls_in_line, 'call')} in line`
  if (status === 'paused') return `“${name}” is paused, with ${inLine}.`
  if (status === 'launching') return `“${name}” goes on launching, with ${inLine} so far.`
  if (status === 'preparing') return `“${name}” is prepared again, with ${inLine}.`
  return calls_in_line === 0 ? `“${name}” has no call left in line.` : `“${name}” goes on with ${inLine}.`
}
