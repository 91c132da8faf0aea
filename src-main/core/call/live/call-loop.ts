import type { TurnEvent } from '../../turn-taking/turn.ts'
import type { Untimed } from '../log/call-log.ts'

/** The loop of one call, as the parts of the call see it. */
export interface CallLoop {
  /** Milliseconds since the carrier opened the audio. */
  nowMs(): number
  dispatch(event: TurnEvent): void
  log(entry: Untimed): void
}

export type Trouble = Extract<Untimed, { kind: 'trouble' }>['what']
