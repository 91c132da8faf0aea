import { z } from 'zod'
import type { HostedLine, HostedReport } from '../../core/hosted/hosted-engine.ts'
import { endOf } from './ended-reason.ts'

const Spoken = z.looseObject({
  role: z.string(),
  message: z.string().optional(),
  secondsFromStart: z.number().optional(),
  /** Milliseconds, by Vapi's type; the duration of the words. */
  duration: z.number().optional(),
  time: z.number().optional(),
  endTime: z.number().optional(),
})
const Artifact = z.looseObject({ messages: z.array(Spoken).optional() })

/** A call that is over: `GET /call/{id}`, or the report that Vapi sends of it, which has the same fields. */
export const EndedCallBody = z.looseObject({
  endedReason: z.string().optional(),
  startedAt: z.string().optional(),
  endedAt: z.string().optional(),
  cost: z.number().optional(),
  artifact: Artifact.optional(),
  messages: z.array(Spoken).optional(),
})
export type EndedCallBody = z.infer<typeof EndedCallBody>

export function reportOf(call: EndedCallBody): HostedReport {
  const startedAtMs = instant(call.startedAt)
  const reason = call.endedReason ?? 'unknown'
  return {
    ...endOf(reason, startedAtMs !== null),
    detail: reason,
    startedAtMs,
    endedAtMs: instant(call.endedAt),
    lines: linesOf(call.artifact?.messages ?? call.messages ?? []),
    costUsd: call.cost === undefined ? null : dollars(call.cost),
  }
}

function linesOf(messages: readonly z.infer<typeof Spoken>[]): HostedLine[] {
  return messages.flatMap((message): HostedLine[] => {
    const speaker = SPEAKERS[message.role]
    if (!speaker || !message.message) return []
    const startedAtMs = Math.round((message.secondsFromStart ?? 0) * 1_000)
    return [{ speaker, text: message.message, startedAtMs, endedAtMs: startedAtMs + lastsMs(message) }]
  })
}

function lastsMs({ duration, time, endTime, message = '' }: z.infer<typeof Spoken>): number {
  if (duration !== undefined) return Math.round(duration)
  if (time !== undefined && endTime !== undefined) return Math.max(0, Math.round(endTime - time))
  return message.split(' ').length * USUAL_MS_PER_WORD
}
const USUAL_MS_PER_WORD = 350

/** The agent is `bot` in Vapi's types and `assistant` in its examples. */
export const SPEAKERS: Readonly<Record<string, HostedLine['speaker']>> = {
  user: 'homeowner',
  bot: 'agent',
  assistant: 'agent',
}

function instant(text: string | undefined): number | null {
  const ms = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(ms) ? null : ms
}

/** A plain decimal, never in scientific notation. */
const dollars = (amount: number): string | null =>
  Number.isFinite(amount) && amount >= 0 ? amount.toFixed(8) : null
