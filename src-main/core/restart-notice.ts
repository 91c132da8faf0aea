import type { RestartNotice } from '../../src-preload/contract/account.ts'
import type { CallId, CampaignId, LeadId } from '../../src-preload/contract/primitives.ts'
import type { ActivityLog } from './activity.ts'
import type { CallStore } from './call/call-record.ts'
import type { CampaignStore } from './campaign/campaign-record.ts'
import type { Clock, Ids } from './clock.ts'
import { isoInstant } from './time.ts'
import type { Transactions } from './transactions.ts'

export interface RestartParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly calls: CallStore
  readonly campaigns: CampaignStore
  readonly leadName: (leadId: string) => string | null
  readonly activity: ActivityLog
  /** What was last saved of an earlier run, or null. */
  readonly memory: { read(): RunMemory | null; save(memory: RunMemory): void }
}

/** What is kept of the present run, so that the next start knows how it ended. */
export interface RunMemory {
  readonly running: boolean
  readonly notice: StoredNotice | null
  /** The calls that were being placed or were up when Ridgeline began to close: they are named at the next start. */
  readonly closedDuring: readonly CutOffCall[]
}

interface CutOffCall {
  readonly callId: string
  readonly was: 'dialing' | 'ringing' | 'live'
}

interface StoredNotice {
  readonly noticeId: string
  readonly startedAtMs: number
  readonly cause: RestartNotice['cause']
  readonly cutOff: readonly CutOffCall[]
  readonly campaignIds: readonly string[]
}

/** Tells a person after a start what the last run left unfinished: whose calls were cut off, which campaign goes on. */
export class RestartNotices {
  readonly #parts: RestartParts

  constructor(parts: RestartParts) {
    this.#parts = parts
  }

  /** At every start, before a lost call is touched and before anything is dialed. Answers how many calls were cut off. */
  begin(): number {
    const { transactions, memory } = this.#parts
    return transactions.run(() => {
      const notice = this.#leftBehind(memory.read())
      memory.save({ running: true, notice, closedDuring: [] })
      if (notice && (notice.cause === 'crash' || notice.cutOff.length > 0)) this.#tell(notice)
      return notice?.cutOff.length ?? 0
    })
  }

  /** Ridgeline closes in good order, and is about to hang up the calls that are up. */
  closing(): void {
    const { memory } = this.#parts
    memory.save({ running: false, notice: memory.read()?.notice ?? null, closedDuring: this.#unfinished() })
  }

  dismiss(noticeId: string): void {
    const { memory } = this.#parts
    const now = memory.read()
    if (now?.notice?.noticeId === noticeId) memory.save({ ...now, notice: null })
  }

  current(): RestartNotice | null {
    const notice = this.#parts.memory.read()?.notice
    if (!notice) return null
    return {
      notice_id: notice.noticeId,
      started_at: isoInstant(notice.startedAtMs),
      cause: notice.cause,
      cut_off: notice.cutOff.flatMap(({ callId, was }) => this.#cutOff(callId, was)),
      campaigns: notice.campaignIds.flatMap((campaignId) => this.#campaign(campaignId)),
    }
  }

  #leftBehind(lastRun: RunMemory | null): StoredNotice | null {
    const { campaigns, clock, ids } = this.#parts
    const cutOff = this.#cutOffSince(lastRun?.closedDuring ?? [])
    const campaignIds = campaigns
      .withStatus('running')
      .map(({ campaignId }) => campaignId)
      .filter((campaignId) => campaigns.openCalls(campaignId).queued > 0)
    if (cutOff.length === 0 && campaignIds.length === 0) return null
    return {
      noticeId: ids.next('restart'),
      startedAtMs: Math.round(clock.nowMs()),
      cause: lastRun?.running === true ? 'crash' : 'closed',
      cutOff,
      campaignIds,
    }
  }

  /** With the calls whose end was written while Ridgeline closed; one that went back in line was not cut off. */
  #cutOffSince(closedDuring: readonly CutOffCall[]): CutOffCall[] {
    const ended = closedDuring.filter(({ callId }) => this.#parts.calls.get(callId)?.status === 'ended')
    return [...ended, ...this.#unfinished()]
  }

  #unfinished(): CutOffCall[] {
    return this.#parts.calls.unfinished().flatMap(({ callId, status }) => {
      const was = status === 'dialing' || status === 'ringing' || status === 'live' ? status : null
      return was ? [{ callId, was }] : []
    })
  }

  #tell({ noticeId, cause, cutOff, campaignIds }: StoredNotice): void {
    const { calls, leadName, campaigns, activity, clock } = this.#parts
    const names = cutOff.map(({ callId }) => leadName(calls.get(callId)?.leadId ?? '') ?? 'somebody')
    const going = campaignIds.flatMap((id) => campaigns.get(id)?.name ?? []).map((name) => `“${name}”`)
    const ended = cause === 'crash' ? 'Ridgeline ended unexpectedly' : 'Ridgeline was closed'
    const during =
      names.length === 0 ? '' : ` during the ${callsWith(names)}, which ${isOrAre(names)} cut off`
    const on = going.length === 0 ? '' : `. ${inWords(going)} ${going.length === 1 ? 'goes' : 'go'} on`
    activity.append(
      'ridgeline_restarted',
      `${ended}${during}${on}`,
      { notice_id: noticeId, call_ids: cutOff.map(({ callId }) => callId), campaign_ids: campaignIds },
      clock.nowMs(),
    )
  }

  #cutOff(callId: string, was: 'dialing' | 'ringing' | 'live'): RestartNotice['cut_off'] {
    const call = this.#parts.calls.get(callId)
    if (!call) return []
    return [
      {
        call_id: callId as CallId,
        lead_id: call.leadId as LeadId,
        lead_name: this.#parts.leadName(call.leadId) ?? call.phone,
        phone: call.phone,
        campaign_id: call.campaignId as CampaignId,
        was,
        outcome: call.outcome,
      },
    ]
  }

  #campaign(campaignId: string): RestartNotice['campaigns'] {
    const campaign = this.#parts.campaigns.get(campaignId)
    if (!campaign) return []
    const { queued } = this.#parts.campaigns.openCalls(campaignId)
    return [
      {
        campaign_id: campaignId as CampaignId,
        name: campaign.name,
        status: campaign.status,
        calls_in_line: queued,
      },
    ]
  }
}

const callsWith = (names: readonly string[]) =>
  `${names.length === 1 ? 'call' : 'calls'} with ${inWords(names)}`
const isOrAre = (names: readonly string[]) => (names.length === 1 ? 'was' : 'were')

/** "A", "A and B", "A, B and C"; beyond four the rest is counted. */
function inWords(names: readonly string[]): string {
  const shown = names.length > 4 ? [...names.slice(0, 3), `${names.length - 3} more`] : [...names]
  const last = shown.pop() ?? ''
  return shown.length === 0 ? last : `${shown.join(', ')} and ${last}`
}
