import type { CallRecord } from '../core/call/call-record.ts'
import type { CallContext } from '../core/call/prepare-call.ts'
import type { ScriptWriter } from '../core/campaign/script-writer.ts'
import { followUpOpening } from '../core/conversation/follow-up-talk.ts'
import type { ComposedBookings } from './bookings.ts'
import type { ComposedFollowUps } from './follow-ups.ts'
import type { Ground } from './ground.ts'
import type { ComposedLeads } from './leads.ts'

interface ContextParts {
  readonly ground: Pick<Ground, 'contractor' | 'contractors'>
  readonly leads: Pick<ComposedLeads, 'reader' | 'detailOf'>
  readonly scripts: ScriptWriter
  readonly bookings: Pick<ComposedBookings, 'desk'>
  readonly followUps: Pick<ComposedFollowUps, 'about'>
}

/** What the agent goes into a call with, as it stands when the call is placed. */
export function callContexts({ ground, leads, scripts, bookings, followUps }: ContextParts) {
  return (call: CallRecord): CallContext => {
    const lead = leads.reader.get(call.leadId)
    const script = call.scriptId ? scripts.get(call.scriptId) : null
    if (!lead || !script) throw new Error(`call ${call.callId} has lost its lead or script`)
    const contractor = ground.contractor()
    const leadDetail = leads.detailOf(lead)
    const booking = bookings.desk.ahead(lead.leadId)
    const inspection = booking && bookings.desk.spoken(booking)
    const followUp = followUps.about(call.callId)
    const opening = inspection
      ? `It is about your roof inspection on ${inspection}.`
      : (followUpOpening(followUp) ?? scripts.opening(script.script_id, leadDetail).text)
    return {
      contractor,
      voiceConfiguration: ground.contractors.voice(contractor.contractorId),
      lead,
      leadDetail,
      script,
      opening,
      inspection,
      followUp,
    }
  }
}
