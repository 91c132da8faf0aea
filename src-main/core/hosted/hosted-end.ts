import type { CallRecord } from '../call/call-record.ts'
import type { EndedEvent } from '../call/phone-line.ts'
import { endedWithoutNews } from '../call/placing/ended-without-news.ts'
import type { HostedReport } from './hosted-engine.ts'

/** The end of a hosted call as its engine accounts for it; null: the engine gave no account. */
export function hostedEnd(call: CallRecord, report: HostedReport | null): EndedEvent {
  const event = endedWithoutNews(
    call.callId,
    call.carrierCallId ?? '',
    report?.cause ?? (call.answeredAtMs === null ? 'unknown' : 'talked'),
    report?.endedBy ?? 'unknown',
    report?.detail ?? 'the engine gave no account of the call',
  )
  return { ...event, startedAtMs: report?.startedAtMs ?? null, endedAtMs: report?.endedAtMs ?? null }
}
