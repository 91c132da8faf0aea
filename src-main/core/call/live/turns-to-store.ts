import type { TurnView } from '../../../../src-preload/contract/calls.ts'

/**
 * Turns on their way to the disk. They are stored as soon as what they caused is on its way: a disk takes milliseconds,
 * and no answer waits for one. What cannot be stored stays in line.
 */
export class TurnsToStore {
  readonly #store: (turn: TurnView) => void
  /** Does it a moment later. */
  readonly #soon: (step: () => void) => void
  readonly #turns: TurnView[] = []
  #expected = false

  constructor(parts: { store: (turn: TurnView) => void; soon: (step: () => void) => void }) {
    this.#store = parts.store
    this.#soon = parts.soon
  }

  add(turn: TurnView): void {
    this.#turns.push(turn)
    if (this.#expected) return
    this.#expected = true
    this.#soon(() => {
      this.#expected = false
      this.storeAll()
    })
  }

  storeAll(): void {
    for (let turn = this.#turns[0]; turn; turn = this.#turns[0]) {
      this.#store(turn)
      this.#turns.shift()
    }
  }
}
