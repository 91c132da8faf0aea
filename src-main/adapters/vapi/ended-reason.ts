import type { HostedReport } from '../../core/hosted/hosted-engine.ts'

type End = Pick<HostedReport, 'cause' | 'endedBy' | 'machineAnswered' | 'trouble'>

const end = (cause: End['cause'], endedBy: End['endedBy'], more: Partial<End> = {}): End => ({
  cause,
  endedBy,
  machineAnswered: false,
  trouble: false,
  ...more,
})

/** Vapi's reasons that mean something to us by themselves; it has some six hundred, and more with each release. */
const REASONS: Readonly<Record<string, End>> = {
  'customer-did-not-answer': end('no_answer', 'unknown'),
  'customer-busy': end('busy', 'unknown'),
  voicemail: end('talked', 'us', { machineAnswered: true }),
  'customer-ended-call': end('talked', 'homeowner'),
  'assistant-ended-call': end('talked', 'us'),
  'assistant-ended-call-after-message-spoken': end('talked', 'us'),
  'assistant-ended-call-with-hangup-task': end('talked', 'us'),
  'assistant-said-end-call-phrase': end('talked', 'us'),
  'exceeded-max-duration': end('time_limit', 'us'),
  'silence-timed-out': end('talked', 'us'),
  'manually-canceled': end('canceled', 'us'),
  'scheduled-call-deleted': end('canceled', 'us'),
  'call-deleted': end('canceled', 'us'),
  'call.in-progress.sip-completed-call': end('talked', 'unknown'),
  'call.in-progress.error-providerfault-outbound-sip-408-request-timeout': end('no_answer', 'unknown'),
  'call.in-progress.error-providerfault-outbound-sip-480-temporarily-unavailable': end(
    'no_answer',
    'unknown',
  ),
}

/** Breaks at Vapi or behind it that no word of error betrays. */
const BREAKS = /^(worker-shutdown|assistant-(not|request|join)-|phone-call-provider-)/

/** In our words; a reason that is new is never guessed to be a good one (protocols/vapi.md section 6.2). */
export function endOf(reason: string, wasAnswered: boolean): End {
  const known = REASONS[reason]
  if (known) return known
  const broke =
    reason.startsWith('call.start.') ||
    /-(providerfault|vapifault)-/.test(reason) ||
    reason.startsWith('pipeline-error-') ||
    BREAKS.test(reason) ||
    reason.includes('error')
  return end(wasAnswered ? 'talked' : 'unreachable', 'unknown', { trouble: broke })
}
