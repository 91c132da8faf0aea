import type { ContractorProfile } from '../../src-preload/contract/account.ts'
import type { CallOutcome, CallStatus, CallView } from '../../src-preload/contract/calls.ts'
import { formatCode, formatWhen } from '../ui/format.ts'

export const statusLabels: Record<CallStatus, string> = {
  queued: 'In line',
  dialing: 'Dialing',
  ringing: 'Ringing',
  live: 'Live now',
  ended: 'Ended',
}

/** When a call was placed, or why there is no such moment. */
export function whenCalled(
  { status, started_at }: Pick<CallView, 'status' | 'started_at'>,
  timeZone: string,
  nowMs: number,
): string {
  if (started_at) return formatWhen(started_at, timeZone, nowMs)
  return status === 'ended' ? 'Never dialed' : 'In line'
}

/** An outcome, or what a sum of outcomes is called, where it is not known of each call how far it came. */
export const outcomeName = (outcome: string): string =>
  outcome === 'failed' ? 'Failed or cut off' : formatCode(outcome)

/**
 * An outcome as the tables and badges name it. A call that we lost in mid-talk was not hung up on, nor did its dial fail;
 * and one that the desk ended was not hung up by the homeowner.
 */
export function outcomeLabel(outcome: CallOutcome, wasAnswered: boolean, atDesk = false): string {
  if (outcome === 'hung_up' && atDesk) return 'Ended at the desk'
  return outcome === 'failed' && wasAnswered ? 'Cut off' : formatCode(outcome)
}

type Recorded = Pick<CallView, 'status' | 'started_at' | 'answered_at' | 'engine'>

/** Why there is nothing to play. Nothing is recorded before the homeowner has heard that the call is recorded. */
export function whyNoRecording(
  { status, started_at, answered_at, engine }: Recorded,
  setting: ContractorProfile['recording'],
): string {
  if (status === 'ended' && started_at === null) return 'This call was never dialed.'
  if (status === 'ended' && answered_at === null) return 'Nobody answered, so there is nothing to hear.'
  if (setting === 'off') return 'Recording is off in the settings. It is always announced to the homeowner.'
  if (status === 'ended' && engine === 'vapi')
    return 'Vapi hands over its recording some time after the call. It appears here when it has come.'
  return status === 'ended'
    ? 'This call ended before the homeowner had heard that it is recorded. Nothing before that notice is kept.'
    : 'The recording begins when the homeowner has heard that the call is recorded, and appears here after the call.'
}
