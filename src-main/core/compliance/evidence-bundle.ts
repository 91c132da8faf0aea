import type { DeskAct } from '../../../src-preload/contract/calls.ts'

/** What is known about one call or one lead, as an export hands it over. Rows are as they are stored. */
export interface EvidenceBundle {
  readonly subject: { readonly kind: 'call' | 'lead'; readonly id: string }
  readonly exportedAt: string
  readonly contractor: Readonly<Record<string, unknown>>
  readonly lead: Readonly<Record<string, unknown>>
  readonly calls: readonly CallEvidence[]
  /** Each carries its own hash and that of the decision before it in the chain of the whole account. */
  readonly decisions: readonly KeptDecision[]
  readonly chain: { readonly decisions: number; readonly head: string }
  readonly consents: readonly Readonly<Record<string, unknown>>[]
  readonly documents: readonly {
    readonly consent_id: string
    readonly file_name: string
    readonly sha256: string
  }[]
  readonly suppressions: readonly Readonly<Record<string, unknown>>[]
  readonly reassignedAnswers: readonly Readonly<Record<string, unknown>>[]
}

export interface CallEvidence {
  readonly call: Readonly<Record<string, unknown>> & { readonly call_id: string }
  readonly turns: readonly {
    readonly speaker: string
    readonly said_by: string | null
    readonly started_at_ms: number
    readonly ended_at_ms: number
    readonly text: string
    readonly heard_text: string
    readonly actions: string
  }[]
  /** What the contractor did in the call beside what was said. */
  readonly deskActs: readonly DeskAct[]
  /** Every word of the script version that was followed; null when it had none. */
  readonly script: Readonly<Record<string, unknown>> | null
  readonly dialIntent: Readonly<Record<string, unknown>> | null
  readonly recordingFile: string | null
}

export interface KeptDecision {
  readonly decision_no: number
  readonly decision_id: string
  readonly lead_id: string
  readonly call_id: string | null
  readonly at_ms: number
  readonly moment: 'queue' | 'dial' | 'text'
  readonly allowed: 0 | 1
  /** JSON, as it was hashed. */
  readonly reasons: string
  readonly inputs: string
  readonly rules_version: string
  readonly previous_hash: string
  readonly hash: string
}

/** The same value always gives the same text: keys sorted, no spaces. This is what the hash of a decision is made of. */
export function decisionText(decision: Omit<KeptDecision, 'decision_no' | 'previous_hash' | 'hash'>): string {
  const { decision_id, lead_id, call_id, at_ms, moment, allowed, reasons, inputs, rules_version } = decision
  const kept = { allowed, at_ms, call_id, decision_id, inputs, lead_id, moment, reasons, rules_version }
  return JSON.stringify(kept)
}

export interface Excerpt {
  readonly fromMs: number
  readonly toMs: number
}

const OPENING_MS = 30_000
const AROUND_MS = 8_000

/** The parts of a recording that prove something: the opening, and whatever was agreed or refused. */
export function excerptsOf(turns: CallEvidence['turns'], durationMs: number): Excerpt[] {
  const wanted = [
    { fromMs: 0, toMs: OPENING_MS },
    ...turns
      .filter(({ actions }) => actions !== '[]')
      .map((turn) => ({ fromMs: turn.started_at_ms - AROUND_MS, toMs: turn.ended_at_ms + AROUND_MS })),
  ]
  const merged: Excerpt[] = []
  for (const { fromMs, toMs } of wanted.sort((a, b) => a.fromMs - b.fromMs)) {
    const last = merged.at(-1)
    if (last && fromMs <= last.toMs) merged[merged.length - 1] = { ...last, toMs: Math.max(last.toMs, toMs) }
    else merged.push({ fromMs, toMs })
  }
  return merged
    .map(({ fromMs, toMs }) => ({ fromMs: Math.max(0, fromMs), toMs: Math.min(durationMs, toMs) }))
    .filter(({ fromMs, toMs }) => toMs > fromMs)
}
