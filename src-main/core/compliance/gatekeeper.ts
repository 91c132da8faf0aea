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
  /**
   * The same gate with windows of a campaign, which narrow those of the contractor; null narrows nothing. Asked about an
   * inspection, one that lies ahead does not speak against the call.
   */
  within(windows: DayWindows | null, about?: 'offer' | 'inspection'): Gatekeeper
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

/** The same for texts. */
export interface TextGatekeeper {
  within(windows: DayWindows | null): TextGatekeeper
  permission(lead: Lead, about: 'offer' | 'inspection', nowMs: number): GateDecision
  /** Decides and keeps the decision in the evidence chain, beside those about calls. */
  decide(
    lead: Lead,
    about: 'offer' | 'inspection',
    messageId: string,
    nowMs: number,
  ): GateDecision & { readonly evidenceId: string }
}
