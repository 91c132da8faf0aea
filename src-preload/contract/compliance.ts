import { z } from 'zod'
import { Instant } from './primitives.ts'

/** States whose law on automated calls may not yield to consent: off until counsel approves. */
const COUNSEL_STATES = ['WA', 'MT', 'AK', 'DC', 'NV', 'OR'] as const

/** What of the calling rules a contractor may set, each within the law; everything else cannot be turned off. */
export const CallingRules = z.object({
  /** A consent older than this many days must be confirmed before the next call. */
  consent_good_for_days: z.int().min(1).max(540),
  /** One call is twenty hours apart from the next, two are six, three are four. */
  calls_per_day: z.int().min(1).max(3),
  calls_per_30_days: z.int().min(1).max(6),
  /** A.I. calls into these states, each with the note of counsel's approval. */
  counsel_approvals: z.array(
    z.object({ state: z.enum(COUNSEL_STATES), note: z.string().trim().min(10).max(2_000) }),
  ),
  /** States in which nobody is called without a current upload of the state's own do-not-call list. */
  states_needing_lists: z.array(z.string().regex(/^[A-Z]{2}$/, 'a state like TX')),
  ring_timeout_seconds: z.int().min(20).max(60),
})
export type CallingRules = z.infer<typeof CallingRules>

export const ListName = z.string().regex(/^[A-Z]{2}$/, 'US for the national registry, or a state like TX')
export const DoNotCallList = z.object({
  list: ListName,
  as_of: Instant,
  numbers: z.int(),
  source: z.string(),
  imported_at: Instant,
  /** Older than 31 days: a state that needs its list is not called into. */
  outdated: z.boolean(),
})
export type DoNotCallList = z.infer<typeof DoNotCallList>

export const ListImported = z.object({
  numbers: z.int(),
  skipped: z.array(z.object({ line: z.int(), reason: z.string() })),
  skipped_total: z.int(),
})
export type ListImported = z.infer<typeof ListImported>

export const ConsentDocument = z.object({
  document_id: z.string(),
  consent_id: z.string(),
  file_name: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  added_at: Instant,
})
export type ConsentDocument = z.infer<typeof ConsentDocument>
