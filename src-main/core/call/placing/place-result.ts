import { messageOf } from '../../message-of.ts'
import { plainTrouble } from '../../plain-trouble.ts'

/** What came of placing a call. Nothing is owed and nothing rings unless it was placed. */
export type PlaceResult =
  | { readonly status: 'placed' }
  /** Only the hour forbids it: it keeps its place in line until then. */
  | { readonly status: 'postponed'; readonly untilMs: number; readonly detail: string }
  | {
      readonly status: 'not-placed'
      readonly reason: NotPlaced
      /** A clause for a person. */
      readonly detail: string
      /** What a vendor or the program said of it, for the log. */
      readonly cause?: string
    }

export type NotPlaced =
  | 'blocked'
  | 'canceled'
  | 'no-money'
  | 'needs-approval'
  | 'stopped'
  | 'refused'
  | 'rate-limited'
  | 'locked-out'
  | 'vendor'
  | 'unclear'

export const notPlaced = (reason: NotPlaced, detail: string, cause?: string): PlaceResult => ({
  status: 'not-placed',
  reason,
  detail,
  ...(cause !== undefined && { cause }),
})

/** Something broke before the call could be dialed. */
export const brokeBeforeDial = (reason: NotPlaced, error: unknown): PlaceResult =>
  notPlaced(reason, plainTrouble(error), messageOf(error))
