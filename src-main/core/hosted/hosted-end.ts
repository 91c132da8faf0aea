import type { CallRecord } from '../call/call-record.ts'
import type { EndedEvent } from '../call/phone-line.ts'
import { endedWithoutNews } from '../call/placing/ended-without-news.ts'
import type { MissingAccount } from './hosted-account.ts'
import type { HostedReport } from './hosted-engine.ts'

/** The end of a hosted call as its engine accounts for it. */
export function hostedEnd(call: CallRecord, report: HostedReport): EndedEvent {
  const { cause, endedBy, detail, startedAtMs, endedAtMs } = report
  const event = endedWithoutNews(call.callId, call.carrierCallId ?? '', cause, endedBy, detail)
  return { ...event, startedAtMs, endedAtMs }
}

/** The end of one that its engine gave no account of: nobody pays for the time in which it was waited for. */
export function endWithoutAccount(call: CallRecord, { upUntilMs }: MissingAccount): EndedEvent {
  const event = endedWithoutNews(
    call.callId,
    call.carrierCallId ?? '',
    call.answeredAtMs === null ? 'unknown' : 'talked',
    'unknown',
    'the engine gave no account of the call',
  )
  return { ...event, startedAtMs: call.answeredAtMs, endedAtMs: upUntilMs }
}
