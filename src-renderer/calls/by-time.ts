import type { CallDetail, DeskAct, TurnView } from '../../src-preload/contract/calls.ts'

export type Moment = { readonly atMs: number } & (
  | { readonly turn: TurnView; readonly act: null }
  | { readonly turn: null; readonly act: DeskAct }
)

/** What was said in a call and what the desk did in it, in the order in which it happened. */
export function byTime({ turns, desk_acts }: Pick<CallDetail, 'turns' | 'desk_acts'>): Moment[] {
  const said = turns.map((turn): Moment => ({ atMs: turn.started_at_ms, turn, act: null }))
  const done = desk_acts.map((act): Moment => ({ atMs: act.at_ms, turn: null, act }))
  return [...said, ...done].sort((a, b) => a.atMs - b.atMs)
}
