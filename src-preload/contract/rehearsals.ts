import { z } from 'zod'
import { CallTimeline, TurnView } from './calls.ts'
import { ContractorId, Instant, PageInput, pageOf, RehearsalId, ScriptId } from './primitives.ts'

/** A simulated homeowner to rehearse with. */
export const Homeowner = z.object({
  homeowner_id: z.string(),
  name: z.string(),
  /** What they are like, in one sentence. */
  summary: z.string(),
})
export type Homeowner = z.infer<typeof Homeowner>

/** A rule that the agent did not keep, and where. */
export const BrokenRule = z.object({
  rule: z.enum([
    'disclosure',
    'claims-to-be-human',
    'promises-money',
    'invented-price',
    'opt-out',
    'repeats-itself',
    'silence',
    'too-long',
    'talks-on',
  ]),
  message: z.string(),
  turn_id: z.string().nullable(),
})
export type BrokenRule = z.infer<typeof BrokenRule>

export const RehearsedCall = z.object({
  homeowner: Homeowner,
  /** What came of it, as the agent's own tools and the line tell. */
  result: z.enum(['booked', 'callback', 'not_interested', 'do_not_call', 'wrong_number', 'hung_up', 'ended']),
  ended_by: z.enum(['agent', 'homeowner', 'nobody']),
  duration_seconds: z.number(),
  turns: z.array(TurnView),
  timeline: CallTimeline,
  broken: z.array(BrokenRule),
})
export type RehearsedCall = z.infer<typeof RehearsedCall>

export const RehearsalReport = z.object({
  calls: z.array(RehearsedCall),
  results: z.record(z.string(), z.int()),
  rules_broken: z.int(),
  /** From the end of the homeowner's voice to the agent's first sound; null without an answered turn. */
  latency: z.object({ p50_ms: z.number().nullable(), p95_ms: z.number().nullable() }),
  /** What to change, most pressing first; empty when nothing needs to be. */
  advice: z.array(z.string()),
})
export type RehearsalReport = z.infer<typeof RehearsalReport>

export const RehearsalView = z.object({
  rehearsal_id: RehearsalId,
  script_id: ScriptId,
  script_version: z.int(),
  /** Who plays the homeowner: simulated ones, or a person at this computer. */
  by: z.enum(['homeowners', 'own-voice']),
  status: z.enum(['running', 'done', 'failed']),
  done: z.int(),
  total: z.int(),
  started_at: Instant,
  finished_at: Instant.nullable(),
  /** Why it failed. */
  reason: z.string().nullable(),
  report: RehearsalReport.nullable(),
})
export type RehearsalView = z.infer<typeof RehearsalView>

export const RehearsalInput = z.object({
  contractor_id: ContractorId,
  script_id: ScriptId,
  /** Without them every homeowner there is. */
  homeowner_ids: z.array(z.string()).min(1).max(50).optional(),
  /** How often each of them is called; they do not behave the same each time. */
  times: z.int().min(1).max(20).default(1),
})
export type RehearsalInput = z.infer<typeof RehearsalInput>

export const RehearsalListInput = PageInput.extend({ script_id: ScriptId.optional() })
export const RehearsalPage = pageOf(RehearsalView)
