import { takeTurn } from '../../turn-taking/take-turn.ts'
import { newTurn, type TurnEffect, type TurnEvent, type TurnRules } from '../../turn-taking/turn.ts'
import type { CallLogEntry } from './call-log.ts'

/** A decision that came out otherwise than it did in the call. */
export interface Divergence {
  readonly atMs: number
  readonly event: TurnEvent
  readonly recorded: readonly TurnEffect[]
  readonly replayed: readonly TurnEffect[]
}

export interface ReplayResult {
  /** How many decisions were made again. */
  readonly decisions: number
  readonly divergences: readonly Divergence[]
}

/**
 * Makes every decision of a recorded call again, from its log alone.
 *
 * Without `changed` the result must have no divergence: the reducer is pure. With changed rules each decision is made
 * twice from the state that the call was really in, once with its own rules and once with the changed ones: the
 * divergences tell what would have been done otherwise at each point, given all that happened up to it. What the
 * homeowner and the vendors would have done after that nobody can know, so it is not guessed.
 *
 * Throws an Error when the log does not begin with the rules of the call.
 */
export function replay(entries: Iterable<CallLogEntry>, changed: Partial<TurnRules> = {}): ReplayResult {
  let rules: TurnRules | null = null
  let turn = newTurn()
  let decisions = 0
  const divergences: Divergence[] = []
  for (const entry of entries) {
    if (entry.kind === 'opened') rules = entry.rules
    if (entry.kind !== 'turn') continue
    if (rules === null)
      throw new Error('The log does not begin with the rules of the call, so it cannot be replayed.')
    const [, ...replayed] = takeTurn(turn, entry.event, { ...rules, ...changed })
    if (!same(entry.effects, replayed))
      divergences.push({ atMs: entry.atMs, event: entry.event, recorded: entry.effects, replayed })
    turn = takeTurn(turn, entry.event, rules)[0]
    decisions++
  }
  return { decisions, divergences }
}

/** A log of an older version may tell more of an effect than is decided today: what is decided today counts. */
const same = (recorded: readonly TurnEffect[], replayed: readonly TurnEffect[]): boolean =>
  recorded.length === replayed.length &&
  replayed.every((effect, at) => {
    const before: Readonly<Record<string, unknown>> = { ...recorded[at] }
    return Object.entries(effect).every(([name, value]) => before[name] === value)
  })
