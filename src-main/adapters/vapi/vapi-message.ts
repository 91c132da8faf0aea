import { z } from 'zod'
import type { HostedNews, ToolAnswer, ToolCall } from '../../core/hosted/hosted-engine.ts'
import { EndedCallBody, reportOf, SPEAKERS } from './vapi-report.ts'

const Call = z.looseObject({ id: z.string(), name: z.string().nullish() })
const Envelope = z.object({
  message: z.looseObject({ type: z.string(), timestamp: z.number().optional(), call: Call }),
})
const Status = z.object({ status: z.string() })
const Speech = z.object({ status: z.enum(['started', 'stopped']), role: z.string() })
const Transcript = z.object({
  role: z.string(),
  transcript: z.string(),
  transcriptType: z.enum(['partial', 'final']).optional(),
})
const Tool = z.looseObject({
  id: z.string(),
  name: z.string().optional(),
  parameters: z.unknown().optional(),
  function: z.looseObject({ name: z.string(), arguments: z.unknown().optional() }).optional(),
})
const Tools = z.object({ toolCallList: z.array(Tool) })

/** A server message in our words; null when it says nothing that matters here, or nothing that is understood. */
export function hostedNews(body: unknown): HostedNews | null {
  const envelope = Envelope.safeParse(body)
  if (!envelope.success) return null
  const { message } = envelope.data
  const about = {
    callId: message.call.name ?? null,
    engineCallId: message.call.id,
    atMs: milliseconds(message.timestamp),
  }
  switch (message.type) {
    case 'status-update':
      return statusNews(Status.safeParse(message).data?.status, about)
    case 'transcript':
    case 'transcript[transcriptType="final"]':
      return wordsNews(message, about)
    case 'speech-update': {
      const speech = Speech.safeParse(message).data
      const speaker = speech && SPEAKERS[speech.role]
      if (!speaker) return null
      return { ...about, type: speech.status === 'started' ? 'speech-began' : 'speech-ended', speaker }
    }
    case 'user-interrupted':
      return { ...about, type: 'agent-interrupted' }
    case 'hang':
      return { ...about, type: 'engine-stuck' }
    case 'tool-calls': {
      const tools = Tools.safeParse(message).data?.toolCallList.map(toolCall)
      return tools ? { ...about, type: 'tools-called', tools } : null
    }
    case 'end-of-call-report': {
      // Which of the two carries a field differs between Vapi's types and its examples; the message's own comes first.
      const call = EndedCallBody.safeParse({ ...message.call, ...message })
      return call.success ? { ...about, type: 'reported', report: reportOf(call.data) } : null
    }
    default:
      return null
  }
}

type About = Pick<HostedNews, 'callId' | 'engineCallId' | 'atMs'>

function statusNews(status: string | undefined, about: About): HostedNews | null {
  switch (status) {
    case 'ringing':
      return { ...about, type: 'ringing' }
    case 'in-progress':
      return { ...about, type: 'answered' }
    case 'ended':
      return { ...about, type: 'over' }
    default:
      return null
  }
}

function wordsNews(message: unknown, about: About): HostedNews | null {
  const words = Transcript.safeParse(message).data
  const speaker = words && SPEAKERS[words.role]
  if (!speaker || words.transcript.trim() === '') return null
  return {
    ...about,
    type: 'words',
    speaker,
    text: words.transcript.trim(),
    isFinal: words.transcriptType !== 'partial',
  }
}

/** Vapi's type and its prose name the input differently, and it may be JSON in a string. */
function toolCall({ id, name, parameters, function: called }: z.infer<typeof Tool>): ToolCall {
  const input = called?.arguments ?? parameters
  return { toolCallId: id, name: called?.name ?? name ?? 'unknown', input: parsed(input) }
}

function parsed(input: unknown): unknown {
  if (typeof input !== 'string') return input ?? {}
  try {
    return JSON.parse(input)
  } catch {
    return {}
  }
}

/** Vapi does not say whether it counts seconds or milliseconds. */
function milliseconds(timestamp: number | undefined): number | null {
  if (timestamp === undefined) return null
  return timestamp > 1e12 ? timestamp : timestamp * 1_000
}

/** What the engine waits for after `tool-calls`. */
export const toolAnswers = (answers: readonly ToolAnswer[]) => ({
  results: answers.map(({ tool, outcome, hangUpSaying }) => ({
    name: tool.name,
    toolCallId: tool.toolCallId,
    ...(outcome.isError ? { error: outcome.content } : { result: outcome.content }),
    ...(hangUpSaying !== null && {
      message: { type: 'request-complete', content: hangUpSaying, endCallAfterSpokenEnabled: true },
    }),
  })),
})
