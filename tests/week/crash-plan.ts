/** Thrown where the program is killed; whatever catches it finds the store closed. */
export class Killed extends Error {
  constructor(place: string) {
    super(`killed at: ${place}`)
  }
}

/** Over before the first dial. */
const LAUNCH = 'a part of the launch'
/** What a transaction did, where a kill inside or right after it hurts most. */
const WRITES = [
  LAUNCH,
  'the decision to dial',
  'an answer',
  'a booking',
  'a request to stop',
  'the end of a call',
  'a bill',
  'the next attempt',
] as const
export type Write = (typeof WRITES)[number]

/** Every stage at which the program is killed once. */
export const PLACES: readonly string[] = [
  ...WRITES.flatMap((write) => [`before the commit of ${write}`, `after the commit of ${write}`]),
  'before the dial request leaves',
  'before the answer to the dial comes',
  'in the middle of a talk',
]

/** Kills the program at one place after the other, each time after so many dials of its run. */
export class CrashPlan {
  readonly #left: string[]
  readonly #everyDials: number
  readonly done: string[] = []
  /** Kills the running program. */
  kill: () => void = () => {}
  #dials: number

  /** The first kill comes after as many dials as there are leads, halved: a share of abandoned calls needs many calls. */
  constructor(places: readonly string[], leads: number) {
    this.#left = [...places]
    this.#everyDials = leads / places.length
    this.#dials = this.#everyDials - leads / 2
  }

  get left(): readonly string[] {
    return this.#left
  }

  dialed(): void {
    this.#dials++
  }

  reached(place: string): void {
    const isDue = this.#dials >= this.#everyDials || place.endsWith(LAUNCH)
    if (!isDue || !this.#left.includes(place)) return
    this.#dials = 0
    this.#left.splice(this.#left.indexOf(place), 1)
    this.done.push(place)
    this.kill()
    throw new Killed(place)
  }
}
