import type { Engine, Script, ScriptView } from '../../../src-preload/contract/campaigns.ts'
import type { CallStore } from '../call/call-record.ts'
import type { CampaignStore } from '../campaign/campaign-record.ts'
import type { CampaignSettingsStore } from '../campaign/campaign-settings-store.ts'
import { defaultCampaignSettings } from '../campaign/retry-rules.ts'
import type { Clock, Ids } from '../clock.ts'
import type { Contractor } from '../contractor.ts'
import { buildScript } from '../conversation/build-script.ts'
import type { FollowUpTalk } from '../conversation/follow-up-talk.ts'
import type { Lead } from '../lead/lead.ts'
import type { FollowUpStore } from './follow-up-store.ts'

export interface FollowUpCallsParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly store: Pick<FollowUpStore, 'ofCall' | 'enrolment' | 'lastEngine'>
  readonly campaigns: CampaignStore
  readonly settings: CampaignSettingsStore
  readonly calls: CallStore
  readonly contractor: () => Contractor
  readonly newestScript: () => ScriptView | null
  readonly saveScript: (name: string, script: Script) => ScriptView
}

const NAMES: Readonly<Record<Engine, string>> = { ridgeline: 'Follow-ups', vapi: 'Follow-ups with Vapi' }
const KEYS: Readonly<Record<Engine, string>> = {
  ridgeline: 'ridgeline-follow-ups',
  vapi: 'ridgeline-follow-ups-vapi',
}

/**
 * Puts the calls of follow-ups in line, in a campaign of their own for each engine: it is paused, resumed and seen like any
 * other, and the dialer asks gate and wallet again before each dial. Attempts are the sequences' business, so it makes no
 * retries. Whoever was called with one engine is called back with it.
 */
export class FollowUpCalls {
  readonly #parts: FollowUpCallsParts
  constructor(parts: FollowUpCallsParts) {
    this.#parts = parts
  }

  /** Within the caller's transaction. Answers the id of the call, which was decided upon as `callId`. */
  queue(
    call: {
      readonly callId: string
      readonly evidenceId: string
      readonly sourceCallId: string | null
      readonly purpose: 'offer' | 'inspection'
    },
    lead: Lead,
  ): void {
    const { campaigns, clock } = this.#parts
    const campaignId = this.#campaign(this.#engine(call.sourceCallId, lead.leadId))
    campaigns.addCall(
      campaignId,
      {
        callId: call.callId,
        leadId: lead.leadId,
        phone: lead.phone,
        priority: lead.score,
        evidenceId: call.evidenceId,
        notBeforeMs: clock.nowMs(),
        purpose: call.purpose,
        scriptId: this.#script(call.sourceCallId),
      },
      clock.nowMs(),
    )
    // Somebody who paused it keeps it paused; one that had nothing left to do goes on.
    if (campaigns.get(campaignId)?.status === 'completed')
      campaigns.setStatus(campaignId, 'running', null, clock.nowMs())
  }

  /** What a call that was placed for a follow-up goes back to; null for any other. */
  talkOf(callId: string): FollowUpTalk | null {
    const { store, calls } = this.#parts
    const followUp = store.ofCall(callId)
    if (!followUp) return null
    const enrolment = followUp.enrolmentId === null ? null : store.enrolment(followUp.enrolmentId)
    const source = followUp.callId === null ? null : calls.get(followUp.callId)
    return {
      sequence: enrolment?.sequence ?? null,
      reason: followUp.reason,
      lastCall: source?.summary ?? null,
    }
  }

  /** A reminder, and what somebody asks for in a text, go back to no call: then the lead's latest tells. */
  #engine(sourceCallId: string | null, leadId: string): Engine {
    const { calls, store } = this.#parts
    const source = sourceCallId === null ? null : calls.get(sourceCallId)
    return source?.engine ?? store.lastEngine(leadId) ?? 'ridgeline'
  }

  /** The one that is open; a canceled one is left as it is and followed by another. */
  #campaign(engine: Engine): string {
    const { campaigns, settings, clock, ids, contractor } = this.#parts
    const name = NAMES[engine]
    for (let number = 1; ; number++) {
      const idempotencyKey = `${KEYS[engine]}-${number}`
      const known = campaigns.byIdempotencyKey(idempotencyKey)
      const status = known && campaigns.get(known.campaignId)?.status
      if (known && status !== 'canceled' && status !== 'failed') return known.campaignId
      if (known) continue
      const campaignId = ids.next('campaign')
      campaigns.beginLaunch({
        campaignId,
        name,
        contractorId: contractor().contractorId,
        engine,
        scriptId: null,
        createdAtMs: clock.nowMs(),
        idempotencyKey,
        requestHash: KEYS[engine],
        leadIds: [],
      })
      campaigns.endLaunch(
        campaignId,
        { name, status: 'running', statusReason: null, estimatedCostCents: 0 },
        clock.nowMs(),
      )
      settings.save(campaignId, { ...defaultCampaignSettings, retries: NO_RETRIES })
      return campaignId
    }
  }

  /** The script of the call that it goes back to, or the newest there is. */
  #script(sourceCallId: string | null): string {
    const { calls, newestScript, saveScript, contractor } = this.#parts
    const source = sourceCallId === null ? null : (calls.get(sourceCallId)?.scriptId ?? null)
    return (
      source ??
      newestScript()?.script_id ??
      saveScript(NAMES.ridgeline, buildScript(contractor().profile)).script_id
    )
  }
}

const never = { most: 0, after_hours: 0 }
const NO_RETRIES = { no_answer: never, busy: never, voicemail: never, screened: never, failed: never }
