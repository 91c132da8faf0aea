import type { EndedEvent } from '../phone-line.ts'

/** The end of a call of which the carrier sent no news: it was looked up, or the call never was. */
export const endedWithoutNews = (
  callId: string,
  carrierCallId: string,
  cause: EndedEvent['cause'],
  endedBy: EndedEvent['endedBy'],
  detail: string,
): EndedEvent => ({
  type: 'ended',
  callId,
  carrierCallId,
  occurredAtMs: null,
  startedAtMs: null,
  endedAtMs: null,
  cause,
  endedBy,
  detail,
})
