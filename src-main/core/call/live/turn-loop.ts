import { takeTurn } from '../../turn-taking/take-turn.ts'
import {
  newTurn,
  type Turn,
  type TurnEffect,
  type TurnEvent,
  type TurnRules,
} from '../../turn-taking/turn.ts'
import type { Untimed } from '../log/call-log.ts'

export interface TurnLoopParts {
  readonly rules: TurnRules
  readonly log: (entry: Untimed) => void
  readonly perform: (effect: TurnEffect, cause: TurnEvent) => void
  /** Nothing waits to be decided any more. */
  readonly settled: () => void
}

/** Feeds the turn-taking reducer one event at a time: what an effect brings about is decided after all effects before it. */
export class TurnLoop {
  readonly #parts: TurnLoopParts
  readonly #inbox: TurnEvent[] = []
  #turn: Turn = newTurn()
  #draining = false

  constructor(parts: TurnLoopParts) {
    this.#parts = parts
  }

  get turn(): Turn {
    return this.#turn
  }

  dispatch(event: TurnEvent): void {
    this.#inbox.push(event)
    if (this.#draining) return
    this.#draining = true
    try {
      for (let next = this.#inbox.shift(); next; next = this.#inbox.shift()) this.#decide(next)
    } finally {
      this.#draining = false
    }
    this.#parts.settled()
  }

  #decide(event: TurnEvent): void {
    const { rules, log, perform } = this.#parts
    const [turn, ...effects] = takeTurn(this.#turn, event, rules)
    this.#turn = turn
    log({ kind: 'turn', event, effects })
    for (const effect of effects) perform(effect, event)
  }
}
