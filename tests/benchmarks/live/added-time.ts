import { spread } from './figures.ts'
import type { TurnStamps } from './talk.ts'

/** Milliseconds that relay and desktop add to a turn, by stage (performance.md section 3a). */
export interface AddedTime {
  /** Last loud frame written by the phone to its arrival at the recogniser. */
  readonly uplink: number
  /** EndOfTurn sent to the model's request received. */
  readonly a: number
  /** First token sent to the voice's text received. */
  readonly b: number
  /** First audio sent to the phone's first frame received. */
  readonly c: number
  readonly total: number
}

/** The four stages of a turn whose reply was asked for after its end. */
export function addedTime({ spoke, heardMs, endOfTurnSentMs, reply }: TurnStamps): AddedTime {
  const uplink = heardMs - spoke.lastMs
  const a = reply.askedMs - endOfTurnSentMs
  const b = (reply.textMs ?? Number.NaN) - (reply.firstTokenMs ?? Number.NaN)
  const c = (reply.heardMs ?? Number.NaN) - (reply.audioMs ?? Number.NaN)
  return { uplink, a, b, c, total: uplink + a + b + c }
}

/** From the last loud frame written by the phone to the first frame of the answer received by it. */
export const voiceToVoiceMs = ({ spoke, reply }: TurnStamps): number =>
  (reply.heardMs ?? Number.NaN) - spoke.lastMs

export const stageFigures = (added: readonly AddedTime[]): Record<string, number> => ({
  ...spread(
    'added',
    'ms',
    added.map(({ total }) => total),
  ),
  ...spread(
    'uplink',
    'ms',
    added.map(({ uplink }) => uplink),
  ),
  ...spread(
    'a_end_of_turn_to_model',
    'ms',
    added.map(({ a }) => a),
  ),
  ...spread(
    'b_token_to_voice',
    'ms',
    added.map(({ b }) => b),
  ),
  ...spread(
    'c_audio_to_phone',
    'ms',
    added.map(({ c }) => c),
  ),
})
