import type { DayWindows } from '../../../src-preload/contract/account.ts'
import type { PermissionReason } from '../../../src-preload/contract/leads.ts'
import type { Lead } from '../lead/lead.ts'

/** Whether a lead may be called now, always with every reason against it and the rules it was judged by. */
export interface GateDecision {
  readonly allowed: boolean
  readonly reasons: readonly PermissionReason[]
  readonly rulesVersion: string
  /** Set when only the hour forbids it. */
  readonly nextAllowedAtMs: number | null
}

/** Gathers what is on record about a number and asks the gate. Reads and writes in the caller's transaction. */
export interface Gatekeeper {
  /** The same gate with windows of a campaign, which narrow those of the contractor; null narrows nothing. */
  within(windows: DayWindows | null): Gatekeeper
  /** With a call, what that call is for counts: one about an inspection may be placed while it lies ahead. */
  permission(lead: Lead, nowMs: number, callId?: string | null): GateDecision
  /** Decides and keeps the decision with all its inputs in the evidence chain. */
  decide(
    lead: Lead,
    moment: 'queue' | 'dial',
    callId: string | null,
    nowMs: number,
  ): GateDecision & { readonly evidenceId: string }
}
