import type { CallView } from '../../src-preload/contract/calls.ts'
import type { LaunchResult } from '../../src-preload/contract/campaigns.ts'
import { CampaignId, ScriptId } from '../../src-preload/contract/primitives.ts'
import { type DeskDeed, type DoubleState, found, holdsOf, pageOf, problem } from './double-state.ts'
import { double } from './implemented.ts'
import { sampleTimeline } from './sample-calls.ts'
import { withMoney } from './sample-campaigns.ts'
import { sampleLead } from './sample-leads.ts'
import { sampleReach } from './sample-reach.ts'
import { sampleWav, sampleWaveform } from './sample-sound.ts'

const done = { ok: true as const }

export function callsPart(state: DoubleState) {
  const liveCall = (callId: CallView['call_id']) => {
    const call = state.live.find(callId)
    if (!call) throw problem('call_not_live', 'This call is over', 'It ended before the request arrived.')
    return call
  }
  const callOf = (callId: string) =>
    found(
      state.calls.find((call) => call.call_id === callId),
      'call',
    )
  return {
    calls: {
      list: double.calls.list.handler(({ input }) =>
        pageOf(
          state.calls.filter(
            (call) =>
              (!input.status || call.status === input.status) &&
              (!input.outcome || call.outcome === input.outcome) &&
              (!input.interest || call.interest === input.interest) &&
              (!input.lead_id || call.lead_id === input.lead_id) &&
              (!input.campaign_id || call.campaign_id === input.campaign_id) &&
              `${call.lead_name} ${call.phone} ${call.summary}`
                .toLowerCase()
                .includes(input.q?.toLowerCase() ?? ''),
          ),
          input,
        ),
      ),
      get: double.calls.get.handler(({ input }) => callOf(input.call_id)),
      timeline: double.calls.timeline.handler(({ input }) => {
        const { engine, turns } = callOf(input.call_id)
        return engine === 'vapi'
          ? { known: false, because: 'hosted' }
          : { known: true, ...sampleTimeline(turns) }
      }),
      waveform: double.calls.waveform.handler(({ input }) => sampleWaveform(callOf(input.call_id).turns)),
      recording: double.calls.recording.handler(({ input }) => ({
        wav_base64: sampleWav(sampleWaveform(callOf(input.call_id).turns)).toString('base64'),
      })),
      hangup: double.calls.hangup.handler(({ input }) => {
        liveCall(input.call_id).ended = true
        return done
      }),
      say: double.calls.say.handler(({ input }) => {
        state.live.say(liveCall(input.call_id).callId, input.text)
        return done
      }),
      ...deskPart(state, liveCall),
    },
    live: {
      watch: double.live.watch.handler(({ signal }) => state.live.watch(signal)),
      listen: double.live.listen.handler(({ input, signal }) => state.live.listen(input.call_id, signal)),
    },
  }
}

type LiveCall = NonNullable<ReturnType<DoubleState['live']['find']>>

/** What the core refuses, the double refuses too. */
function deskPart(state: DoubleState, liveCall: (callId: CallView['call_id']) => LiveCall) {
  const did = (what: DeskDeed['what'], text = '', bytes = 0) => {
    state.deeds.push({ what, text, bytes })
    return done
  }
  const openingWasHeard = () => {
    if (state.beforeOpening)
      throw problem('not_ready', 'The opening comes first', 'The homeowner must hear who calls.')
  }
  const takenOver = (callId: CallView['call_id']) => {
    const call = liveCall(callId)
    if (call.desk !== 'speaking')
      throw problem('conflict', 'The call is not in your hands', 'Take the call over first.')
    return call
  }
  return {
    whisper: double.calls.whisper.handler(({ input }) => {
      liveCall(input.call_id)
      return did('whisper', input.text)
    }),
    mute: double.calls.mute.handler(({ input }) => {
      const call = liveCall(input.call_id)
      openingWasHeard()
      call.desk = input.muted ? 'muted' : 'watching'
      return did('mute', String(input.muted))
    }),
    takeover: double.calls.takeover.handler(({ input }) => {
      const call = liveCall(input.call_id)
      openingWasHeard()
      call.desk = 'speaking'
      return did('takeover')
    }),
    microphone: double.calls.microphone.handler(({ input }) => {
      takenOver(input.call_id)
      return did('microphone', '', Buffer.from(input.pcmu_base64, 'base64').length)
    }),
    handback: double.calls.handback.handler(({ input }) => {
      takenOver(input.call_id).desk = 'watching'
      return did('handback', input.brief)
    }),
  }
}

export function campaignsPart(state: DoubleState) {
  const campaignOf = (id: string) =>
    found(
      state.campaigns.find((each) => each.campaign_id === id),
      'campaign',
    )
  const become = (id: string, status: 'running' | 'paused' | 'canceled', reason: string | null) =>
    Object.assign(campaignOf(id), { status, status_reason: reason })
  const judged = (leadIds: string[]) =>
    leadIds.slice(0, 4_000).map((id) => sampleLead(Number(id.replace('lead_', '')), state.morningMs))
  const blockedOf = (leadIds: string[]) =>
    judged(leadIds)
      .filter((lead) => !lead.permission.allowed)
      .map(({ lead_id, name, permission }) => ({ lead_id, name, reasons: permission.reasons }))

  return {
    scripts: {
      list: double.scripts.list.handler(({ input }) => pageOf(state.scripts, input)),
      get: double.scripts.get.handler(({ input }) =>
        found(
          state.scripts.find((each) => each.script_id === input.script_id),
          'script',
        ),
      ),
      write: double.scripts.write.handler(({ input }) => newScript(state, input.name, 'claude')),
      save: double.scripts.save.handler(({ input }) => ({
        ...Object.assign(newScript(state, input.name, 'person'), { script: input.script }),
      })),
      previewOpening: double.scripts.previewOpening.handler(({ input }) => {
        const lead = sampleLead(Number(input.lead_id.replace('lead_', '')), state.morningMs)
        return {
          disclosure:
            'Hi, this is Ava, the A.I. assistant of Lone Star Roofing. This call is recorded. You can say stop at any time.',
          personal: `I am calling about your roof on ${lead.address.street}. ${lead.neighborhood.claim}`,
          facts: lead.neighborhood.evidence.map(
            (job) => `Finished ${job.completed_on}, ${job.distance_m} m away`,
          ),
        }
      }),
    },
    campaigns: {
      estimate: double.campaigns.estimate.handler(({ input }) => {
        const blocked = blockedOf(input.lead_ids)
        const callable = input.lead_ids.length - blocked.length
        const cents = callable * 39
        return {
          callable,
          callable_now: callable,
          next_allowed_at: null,
          blocked,
          estimated_cost_cents: cents,
          low_cents: Math.round(cents * 0.7),
          high_cents: Math.round(cents * 1.4),
          expected_talk_seconds: callable * 41,
          bookings: { low: 0, expected: Math.round(callable * 0.03), high: Math.ceil(callable * 0.08) },
          balance_cents: state.wallet.balance_cents,
          affordable: cents * 1.4 < state.wallet.balance_cents,
          lines: [
            { label: 'Phone line', cents: callable * 4 },
            { label: 'Recognition, answers and voice', cents: callable * 35 },
          ],
        }
      }),
      reach: double.campaigns.reach.handler(({ input }) => sampleReach(state, input)),
      launch: double.campaigns.launch.handler(({ input }): LaunchResult => {
        const blocked = blockedOf(input.lead_ids)
        const campaign_id = CampaignId.parse(`campaign_${state.campaigns.length + 1}`)
        const estimated = (input.lead_ids.length - blocked.length) * 39
        state.campaigns.unshift(
          withMoney({
            campaign_id,
            name: input.campaign_name ?? 'Campaign',
            contractor_id: input.contractor_id,
            engine: input.engine ?? 'ridgeline',
            status: 'running',
            status_reason: null,
            script_id: input.script_id ?? null,
            created_at: new Date(state.now()).toISOString(),
            started_at: new Date(state.now()).toISOString(),
            ended_at: null,
            leads: input.lead_ids.length,
            launch: null,
            counts: {
              queued: input.lead_ids.length - blocked.length,
              active: 0,
              ended: 0,
              canceled: 0,
              blocked: blocked.length,
            },
            next_call_at: new Date(state.now()).toISOString(),
            outcomes: {},
            bookings: 0,
            estimated_cost_cents: estimated,
            cost_cents: 0,
            credited_cents: 0,
            blocked,
            script: state.scripts.find((each) => each.script_id === input.script_id) ?? null,
          }),
        )
        return {
          campaign_id,
          status: 'running',
          estimated_cost_cents: estimated,
          calls: [],
          blocked,
          held_back_by: holdsOf(state),
        }
      }),
      list: double.campaigns.list.handler(({ input }) => pageOf(state.campaigns, input)),
      get: double.campaigns.get.handler(({ input }) => campaignOf(input.campaign_id)),
      pause: double.campaigns.pause.handler(({ input }) =>
        become(input.campaign_id, 'paused', 'Paused by you. Nothing is dialed until you resume.'),
      ),
      resume: double.campaigns.resume.handler(({ input }) => become(input.campaign_id, 'running', null)),
      cancel: double.campaigns.cancel.handler(({ input }) =>
        become(input.campaign_id, 'canceled', 'Canceled by you.'),
      ),
      pace: double.campaigns.pace.handler(() => state.pace),
      setSettings: double.campaigns.setSettings.handler(({ input: { campaign_id: _, ...changes } }) => {
        state.pace.settings = { ...state.pace.settings, ...changes }
        return state.pace
      }),
      changeLeads: double.campaigns.changeLeads.handler(({ input }) => ({
        added: input.add.length,
        not_added: [],
        removed: input.remove.length,
      })),
      setScript: double.campaigns.setScript.handler(({ input }) =>
        become(input.campaign_id, 'running', null),
      ),
    },
  }
}

function newScript(state: DoubleState, name: string, written_by: 'claude' | 'person') {
  const before = state.scripts.find((each) => each.name === name)
  const version = (before?.version ?? 0) + 1
  const script = {
    ...state.scriptOfVersion(version),
    script_id: ScriptId.parse(`script_${state.scripts.length + 1}`),
    name,
    version,
    written_by,
    note: null,
  }
  state.scripts.unshift(script)
  return script
}
