/** Thrown where the program is killed; whatever catches it finds the store closed. */
export class Killed extends Error {
  constructor(place: string) {
    super(`killed at: ${place}`)
  }
}

/** Over before the first dial. */
const LAUNCH = 'a part of the launch'
/** What a transaction did, where a kill inside or right after it hurts most. */
export const WRITES = [
  LAUNCH,
  'the decision to dial',
  'an answer',
  'a booking',
  'a request to stop',
  'the end of a call',
  'a bill',
  'the next attempt',
  'a follow-up that begins',
  'a step that is taken up',
  'a step that waits once more',
  'the end of a step',
  'the end of a follow-up',
  'a text of a homeowner',
] as const
export type Write = (typeof WRITES)[number]

/** Every stage at which the program is killed once. */
export const PLACES: readonly string[] = [
  ...WRITES.flatMap((write) => [`before the commit of ${write}`, `after the commit of ${write}`]),
  'before the dial request leaves',
  'before the answer to the dial comes',
  'in the middle of a talk',
  'before a text leaves',
  'before the answer to a text comes',
  'before an e-mail leaves',
  'before the answer to an e-mail comes',
]

/** So many dials, texts and e-mails for each lead, the first kill comes, and in so many more the others do. */
const FIRST_AFTER_PER_LEAD = 0.75
const ACTS_PER_LEAD = 1.9

/** Kills the program at one place after the other, each time after so many dials, texts and e-mails of its run. */
export class CrashPlan {
  readonly #left: string[]
  readonly #everyActs: number
  readonly done: string[] = []
  /** Kills the running program. */
  kill: () => void = () => {}
  #acts: number

  /** The first kill comes late and the others are spread over the week: a share of abandoned calls needs many calls. */
  constructor(places: readonly string[], leads: number) {
    this.#left = [...places]
    this.#everyActs = (ACTS_PER_LEAD * leads) / places.length
    this.#acts = this.#everyActs - FIRST_AFTER_PER_LEAD * leads
  }

  get left(): readonly string[] {
    return this.#left
  }

  /** A call was dialed, or a text or an e-mail sent. */
  acted(): void {
    this.#acts++
  }

  reached(place: string): void {
    const isDue = this.#acts >= this.#everyActs || place.endsWith(LAUNCH)
    if (!isDue || !this.#left.includes(place)) return
    if (!place.endsWith(LAUNCH)) this.#acts = 0
    this.#left.splice(this.#left.indexOf(place), 1)
    this.done.push(place)
    this.kill()
    throw new Killed(place)
  }
}
