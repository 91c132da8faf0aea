import type { EndedEvent } from '../phone-line.ts'

/** From the answer to the hang-up by the carrier's own clock, however late the news of either came; null when it does not tell. */
export function carrierTalkMs(carrierAnsweredAtMs: number | null, ended: EndedEvent): number | null {
  const fromMs = carrierAnsweredAtMs ?? ended.startedAtMs
  const toMs = ended.endedAtMs ?? ended.occurredAtMs
  return fromMs === null || toMs === null ? null : Math.max(0, toMs - fromMs)
}

/** How long the two sides talked. Our own clock counts only where the carrier's is silent. */
export function talkMsOf(
  answered: { readonly oursMs: number | null; readonly carrierMs: number | null },
  ended: EndedEvent,
  nowMs: number,
): number {
  if (answered.oursMs === null) return 0
  return carrierTalkMs(answered.carrierMs, ended) ?? Math.max(0, nowMs - answered.oursMs)
}
