import type { LeadDetail } from '../../../src-preload/contract/leads.ts'
import type { BookingDesk } from '../booking/booking-desk.ts'
import type { CallContext } from '../call/call-context.ts'
import type { CallRecord } from '../call/call-record.ts'
import type { Contractor, ContractorStore } from '../contractor.ts'
import { type FollowUpTalk, followUpOpening, inspectionOpening } from '../conversation/follow-up-talk.ts'
import type { Lead, LeadReader } from '../lead/lead.ts'
import type { ScriptWriter } from './script-writer.ts'

export interface CallContextParts {
  readonly contractor: () => Contractor
  readonly contractors: Pick<ContractorStore, 'voice'>
  readonly leads: LeadReader
  readonly detailOf: (lead: Lead) => LeadDetail
  readonly scripts: Pick<ScriptWriter, 'get' | 'opening'>
  readonly bookings: Pick<BookingDesk, 'ahead' | 'spoken'>
  /** What a call that was placed for a follow-up goes back to; null for any other. */
  readonly followUpOf: (callId: string) => FollowUpTalk | null
}

/** What the agent goes into a call with, as it stands when the call is placed. Throws when its lead or script is gone. */
export function callContexts(parts: CallContextParts): (call: CallRecord) => CallContext {
  const { contractor, contractors, leads, detailOf, scripts, bookings, followUpOf } = parts
  return (call) => {
    const lead = leads.get(call.leadId)
    const script = call.scriptId ? scripts.get(call.scriptId) : null
    if (!lead || !script) throw new Error(`call ${call.callId} has lost its lead or script`)
    const current = contractor()
    const leadDetail = detailOf(lead)
    const booking = bookings.ahead(lead.leadId)
    const inspection = booking && bookings.spoken(booking)
    const followUp = followUpOf(call.callId)
    return {
      contractor: current,
      voiceConfiguration: contractors.voice(current.contractorId),
      lead,
      leadDetail,
      script,
      opening: inspection
        ? inspectionOpening(inspection)
        : (followUpOpening(followUp) ?? scripts.opening(script.script_id, leadDetail).text),
      inspection,
      followUp,
    }
  }
}
