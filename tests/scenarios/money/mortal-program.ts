import type Database from 'better-sqlite3'
import type { Db } from '../../../src-main/adapters/sqlite/database.ts'
import type { Clock } from '../../../src-main/core/clock.ts'

/** The program ended at this instruction: nothing after it happened. */
export class Crashed extends Error {
  constructor() {
    super('the program has ended')
  }
}

/** One run of the program: it may end at any step, and what it had in memory is gone. */
export class Life {
  readonly #endsHere: () => boolean
  readonly #ended: () => void
  #alive = true

  constructor(endsHere: () => boolean, ended: () => void) {
    this.#endsHere = endsHere
    this.#ended = ended
  }

  get alive(): boolean {
    return this.#alive
  }

  assertAlive(): void {
    if (!this.#alive) throw new Crashed()
  }

  /** An instruction at which a crash leaves a trace: a write, a commit, something said to the outside. */
  step(): void {
    this.assertAlive()
    if (!this.#endsHere()) return
    this.#alive = false
    this.#ended()
    throw new Crashed()
  }

  /** What nobody is there to hear any more. */
  never(): Promise<never> {
    return new Promise(() => {})
  }
}

type Statement = Database.Statement<unknown[]>

/** The same statements are asked for over and over; SQLite needs them once. */
const prepared = new WeakMap<Db, Map<string, Statement>>()

export function statementOf(db: Db, sql: string, plucked: boolean): Statement {
  const known = prepared.get(db) ?? new Map<string, Statement>()
  prepared.set(db, known)
  const key = `${plucked} ${sql}`
  const found = known.get(key) ?? (plucked ? db.prepare(sql).pluck() : db.prepare(sql))
  known.set(key, found)
  return found
}

/** The store as this life sees it. An ended program writes nothing more, and what it had not committed is undone. */
export function mortalDatabase(db: Db, life: Life): Db {
  const statement = (sql: string, plucked: boolean): Statement =>
    new Proxy(statementOf(db, sql, plucked), {
      get(target, name) {
        if (name === 'pluck') return () => statement(sql, true)
        const value = Reflect.get(target, name, target)
        if (typeof value !== 'function') return value
        if (name !== 'run') return value.bind(target)
        return (...values: unknown[]) => {
          life.step()
          const result = value.apply(target, values)
          life.step()
          return result
        }
      },
    })
  const transaction = (work: (...values: unknown[]) => unknown) => {
    const whole = db.transaction((...values: unknown[]) => {
      life.assertAlive()
      const result = work(...values)
      // Whoever swallowed the end of the program commits nothing.
      life.assertAlive()
      return result
    })
    const around =
      (begin: (...values: unknown[]) => unknown) =>
      (...values: unknown[]) => {
        const outermost = !db.inTransaction
        if (outermost) life.step()
        const result = begin(...values)
        if (outermost) life.step()
        return result
      }
    return Object.assign(around(whole), {
      immediate: around(whole.immediate),
      deferred: around(whole.deferred),
      exclusive: around(whole.exclusive),
      default: around(whole),
    })
  }
  return new Proxy(db, {
    get(target, name) {
      if (name === 'prepare') return (sql: string) => statement(sql, false)
      if (name === 'transaction') return transaction
      const value = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })
}

/** Time as this life sees it: an ended program is never woken again. */
export const mortalClock = (clock: Clock, life: Life): Clock => ({
  nowMs: () => clock.nowMs(),
  monotonicMs: () => clock.monotonicMs(),
  wakeAfter(delayMs, wake) {
    if (!life.alive) return () => {}
    return clock.wakeAfter(delayMs, () => {
      if (life.alive) outlived(wake)
    })
  },
  everyFrame: (tick) => clock.everyFrame(tick),
})

/** Does the work; the end of the program is no failure of it. */
export function outlived(work: () => void): boolean {
  try {
    work()
    return true
  } catch (error) {
    if (error instanceof Crashed) return false
    throw error
  }
}
