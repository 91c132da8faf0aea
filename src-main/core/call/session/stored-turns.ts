import type { TurnView } from '../../../../src-preload/contract/calls.ts'
import type { Transactions } from '../../transactions.ts'
import type { CallStore } from '../call-record.ts'

interface StoredTurnsParts {
  readonly calls: Pick<CallStore, 'saveTurn'>
  readonly transactions: Transactions
}

/** The turns of a call on disk: one that was undone with the transaction it was told in is stored again. */
export class StoredTurns {
  readonly #callId: string
  readonly #parts: StoredTurnsParts
  readonly #unsaved = new Set<string>()

  constructor(callId: string, parts: StoredTurnsParts) {
    this.#callId = callId
    this.#parts = parts
  }

  save(turn: TurnView): void {
    const { calls, transactions } = this.#parts
    this.#unsaved.add(turn.turn_id)
    calls.saveTurn(this.#callId, turn)
    transactions.afterCommit(() => this.#unsaved.delete(turn.turn_id))
  }

  /** The last words are told while the end is being stored; if that is undone, the next attempt stores them again. */
  saveUndone(turns: readonly TurnView[]): void {
    for (const turn of turns) if (this.#unsaved.has(turn.turn_id)) this.save(turn)
  }
}
