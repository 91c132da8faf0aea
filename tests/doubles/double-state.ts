import { ORPCError } from '@orpc/server'
import { dialingHolds } from '../../src-main/core/campaign/dialing-holds.ts'
import { defaultCampaignSettings } from '../../src-main/core/campaign/retry-rules.ts'
import type { ContractorView, SuppressionView, WalletView } from '../../src-preload/contract/account.ts'
import type { CampaignPace } from '../../src-preload/contract/campaign-settings.ts'
import type { ImportKind } from '../../src-preload/contract/leads.ts'
import { type ProblemCode, problemStatus } from '../../src-preload/contract/problem.ts'
import { createMovingCalls } from './moving-calls.ts'
import * as account from './sample-account.ts'
import { sampleCall } from './sample-calls.ts'
import { sampleCampaigns, sampleScript } from './sample-campaigns.ts'
import {
  sampleActivity,
  sampleBookings,
  sampleFollowUps,
  samplePostings,
  sampleRestartNotice,
} from './sample-records.ts'

export interface DoubleOptions {
  leads: number
  /** A first start: nothing imported, nothing called. */
  empty: boolean
  liveCalls: number
  /** The start after a crash that cut off calls. */
  afterCrash?: boolean
  /** Nobody has heard yet who calls, so nothing may be said in the agent's place. */
  beforeOpening?: boolean
  /** The calls were taken over from some other window. */
  takenOver?: boolean
  /** The relay ended, and nobody starts it again. */
  relayGone?: boolean
}

/** What the desk did with a call, in order. */
export interface DeskDeed {
  what: 'whisper' | 'mute' | 'takeover' | 'microphone' | 'handback' | 'say'
  text: string
  /** Of sound, for the microphone. */
  bytes: number
}

export type DoubleState = ReturnType<typeof createDoubleState>

/** A Monday morning in Texas, whatever the day of the test. */
const MORNING_MS = Date.parse('2026-11-23T16:12:00Z')

export function createDoubleState({
  leads,
  empty,
  liveCalls,
  afterCrash = false,
  beforeOpening = false,
  takenOver = false,
  relayGone = false,
}: DoubleOptions) {
  const startedAtMs = Date.now()
  const now = () => MORNING_MS + Date.now() - startedAtMs
  const calls = empty ? [] : Array.from({ length: 77 }, (_, index) => sampleCall(index, MORNING_MS))
  const wallet: WalletView = {
    balance_cents: empty ? 0 : 11_480,
    held_cents: empty ? 0 : 240,
    available_cents: empty ? 0 : 11_240,
    paused: false,
    audit_failure: null,
    owed_cents: 0,
    disputed_cents: 0,
    cents_per_minute: 15,
    auto_spend: {
      enabled: true,
      per_call_cents: 250,
      per_day_cents: 5_000,
      per_campaign_cents: null,
      per_booking_cents: null,
      top_up: null,
    },
  }
  const contractor: ContractorView = account.sampleContractor(MORNING_MS, !empty)
  const suppressions: SuppressionView[] = empty ? [] : account.sampleSuppressions(MORNING_MS)
  return {
    now,
    morningMs: MORNING_MS,
    empty,
    leadCount: empty ? 0 : leads,
    calls,
    contractor,
    wallet,
    suppressions,
    voice: account.sampleVoice,
    restartNotice: afterCrash ? sampleRestartNotice(MORNING_MS, calls) : null,
    campaigns: empty ? [] : sampleCampaigns(MORNING_MS, calls),
    pace: {
      settings: defaultCampaignSettings,
      abandonment: { answered: 120, abandoned: 1, percent: 0.8 },
    } as CampaignPace,
    scripts: empty ? [] : [2, 1].map((version) => sampleScript(MORNING_MS, version)),
    bookings: empty ? [] : sampleBookings(MORNING_MS),
    followUps: empty ? [] : sampleFollowUps(MORNING_MS),
    postings: empty ? [] : samplePostings(MORNING_MS, calls),
    approvals: empty ? [] : account.sampleApprovals(MORNING_MS),
    activity: empty ? [] : sampleActivity(MORNING_MS, calls),
    live: createMovingCalls(empty ? 0 : liveCalls, now, takenOver ? 'speaking' : 'watching'),
    beforeOpening,
    link: relayGone
      ? ({ status: 'offline', sinceMs: MORNING_MS, reason: 'The relay cannot be reached.' } as const)
      : ({ status: 'online', sinceMs: MORNING_MS, relayName: 'Practice relay on this computer' } as const),
    deeds: [] as DeskDeed[],
    imports: new Map<string, { bytes: number; fileName: string; kind: ImportKind }>(),
    scriptOfVersion: (version: number) => sampleScript(MORNING_MS, version),
  }
}

/** As the core judges it. */
export const holdsOf = ({ wallet, link }: DoubleState) =>
  dialingHolds({
    spendingPaused: wallet.paused,
    auditFailure: wallet.audit_failure,
    link,
    mode: 'practice',
  })

/** A page of a list, with the next index as its cursor. */
export function pageOf<Item>(
  items: Item[],
  { limit, cursor }: { limit: number; cursor?: string | undefined },
) {
  const from = Number(cursor ?? 0)
  const next = from + limit
  return { items: items.slice(from, next), next_cursor: next < items.length ? String(next) : null }
}

export function found<Item>(item: Item | undefined, what: string): Item {
  if (!item) throw problem('not_found', `No such ${what}`, `This ${what} does not exist any more.`)
  return item
}

export function problem(code: ProblemCode, title: string, detail: string) {
  const status = problemStatus[code]
  const data = { type: `https://ridgeline.example/problems/${code}`, title, status, code, detail }
  return new ORPCError(code.toUpperCase(), { status, message: title, data })
}
