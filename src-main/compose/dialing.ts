import { callLogFile } from '../adapters/files/call-log-file.ts'
import { telnyxPhoneLine } from '../adapters/telnyx/telnyx-phone-line.ts'
import type { CallContext } from '../core/call/call-context.ts'
import type { CallRecord } from '../core/call/call-record.ts'
import { finishCall } from '../core/call/closing/finish-call.ts'
import { Recovery } from '../core/call/recovery/recover.ts'
import { strayNews } from '../core/call/recovery/stray-news.ts'
import type { RelayLink } from '../core/call/relay-link.ts'
import { Dialer } from '../core/campaign/dialer.ts'
import type { HostedLink } from '../core/hosted/hosted-link.ts'
import type { Spending } from '../core/wallet/spending.ts'
import type { ComposedBookings } from './bookings.ts'
import type { ComposedFollowUps } from './follow-ups.ts'
import type { Ground } from './ground.ts'
import type { Host } from './host.ts'
import { composeHosted } from './hosted.ts'
import type { ComposedLeads } from './leads.ts'
import type { Money } from './money.ts'
import type { Vendors } from './vendors.ts'

interface DialingParts {
  readonly host: Pick<Host, 'mode' | 'templates' | 'vendors'>
  readonly ground: Ground
  readonly leads: ComposedLeads
  readonly bookings: ComposedBookings
  readonly followUps: ComposedFollowUps['followUps']
  readonly spending: Spending
  readonly money: Money
  readonly vendors: Vendors
  readonly relay: RelayLink & { readonly hosted: HostedLink }
  readonly contextOf: (call: CallRecord) => CallContext
}

/** Calls from the queue to their written end, and the way back for those that slip out of our hands. */
export function composeDialing(parts: DialingParts) {
  const { host, ground, leads, bookings, followUps, relay, contextOf } = parts
  const { calls, contractor, metrics, recordings } = ground
  const { templates } = host
  const { model, voice, transcriber } = parts.vendors
  const phoneLine = telnyxPhoneLine(host.vendors.telnyx)
  const suppress = leads.stopRequests.fromCall
  const lostCalls = { ...ground, leadName: leads.leadName, suppress }

  const hosted = composeHosted({
    ...lostCalls,
    settings: host.vendors.vapi,
    link: relay.hosted,
    announcesRecording: () => contractor().profile.recording === 'announced',
    keepRecording: recordings.keep,
    hangUp: (engineCallId) => recovery.hangUp(engineCallId, 'vapi'),
  })
  const recovery = new Recovery({
    ...lostCalls,
    lineOf: (engine) => (engine === 'vapi' ? hosted.engine : phoneLine),
  })
  const dialer = new Dialer({
    ...ground,
    mode: host.mode,
    settings: ground.campaignSettings,
    leads: leads.reader,
    contextOf,
    hosted: hosted.open,
    afterLastAttempt: (call) => followUps.afterLastAttempt(call),
    maxConcurrent: () => contractor().profile.max_concurrent_calls,
    walletPaused: () => parts.spending.paused,
    relayOnline: () => relay.state().status === 'online',
    strayNews: (event, call) =>
      strayNews(event, call, { ...lostCalls, hangUp: (id) => recovery.hangUp(id, 'ridgeline') }),
    lost: (callId) => recovery.take(callId),
    session: {
      ...ground,
      spend: parts.money.spend,
      gate: leads.gate,
      followUps,
      offers: bookings.offers,
      bookings: bookings.desk,
      ringTimeoutSeconds: () => leads.complianceDesk.rules().ring_timeout_seconds,
      suppress,
      relay,
      phoneLine,
      model,
      voice,
      transcriber,
      templates,
      meter: { measured: metrics.measured, counted: metrics.counted },
      keepRecording: recordings.keep,
      keepLog: (callId) => callLogFile(ground.folder('call-logs'), callId),
    },
    finish: (end) =>
      finishCall(end, {
        ...ground,
        followUps,
        model,
        templates,
        suppress,
        ended(callId) {
          const call = calls.get(callId)
          metrics.callEnded(call?.outcome ?? 'unknown', (call?.talkMs ?? 0) / 1_000)
        },
      }),
  })
  return { dialer, hosted, recovery }
}
