import type { DialAnswer, EndCause, PhoneLine } from '../call/phone-line.ts'
import type { ToolDefinition } from '../conversation/language-model.ts'
import type { ToolOutcome } from '../conversation/tools.ts'

/**
 * A service that holds whole calls by itself: it dials, listens, thinks and speaks, and tells of it afterwards. Ours
 * are the gate before the dial, the words it must say, the tools it may use, and what is kept of the call.
 */
export interface HostedEngine extends Pick<PhoneLine, 'hangUp' | 'lookUp' | 'findDialed'> {
  /** What is not set up, as a sentence; null when calls can be placed. */
  missing(): string | null
  /** A clear answer is a value; one that leaves open whether it dials is thrown as VendorFailure `unclear`. */
  dial(request: HostedCallRequest, signal: AbortSignal): Promise<DialAnswer>
  /** Says this in the agent's voice. */
  say(engineCallId: string, text: string): Promise<void>
  /** Says this in place of what the agent is saying, to its end. */
  sayInstead(engineCallId: string, text: string): Promise<void>
  /** Says this in place of what the agent is saying, to its end, then hangs up. */
  sayLastWords(engineCallId: string, text: string): Promise<void>
  /** Something for the agent to know, which the homeowner does not hear. */
  advise(engineCallId: string, text: string): Promise<void>
  mute(engineCallId: string, muted: boolean): Promise<void>
  /** Its account of a call that is over; `alive` before that, `unknown` when it knows of no such call. */
  report(engineCallId: string): Promise<HostedReport | 'alive' | 'unknown'>
  /** Both sides as PCMU of equal length; null when there is none (yet). */
  recording(engineCallId: string): Promise<{ homeowner: Uint8Array; agent: Uint8Array } | null>
}

export interface HostedCallRequest {
  readonly callId: string
  readonly to: string
  readonly homeowner: string
  /** The number that must show on the homeowner's phone. */
  readonly from: string
  readonly webhook: { readonly url: string; readonly headers: Readonly<Record<string, string>> }
  readonly assistant: AssistantBrief
}

/** The agent of one call, in our words. */
export interface AssistantBrief {
  readonly name: string
  /** Fixed by code; spoken first and never cut short (compliance.md section 3). */
  readonly firstMessage: string
  readonly system: string
  readonly tools: readonly ToolDefinition[]
  readonly language: 'en' | 'es' | 'auto'
  readonly voiceId: string
  readonly record: boolean
  readonly bargeIn: boolean
  readonly maxDurationSeconds: number
  /** After so long without a word from the homeowner the agent asks whether they are there; it waits longer before it leaves. */
  readonly silenceSeconds: number
  readonly words: {
    readonly goodbye: string
    readonly stillThere: string
    readonly nobodyThere: string
    readonly optedOut: string
    readonly oneMoment: string
  }
  /** Ours, so that a call can be told apart at the engine too. */
  readonly references: Readonly<Record<string, string>>
}

export interface HostedLine {
  readonly speaker: 'agent' | 'homeowner'
  readonly text: string
  /** From the start of the conversation. */
  readonly startedAtMs: number
  readonly endedAtMs: number
}

/** How a call went by the engine's own account. */
export interface HostedReport {
  readonly cause: EndCause
  readonly endedBy: 'homeowner' | 'us' | 'unknown'
  readonly machineAnswered: boolean
  /** Something broke at the engine or behind it. */
  readonly trouble: boolean
  /** The engine's own word for the end. */
  readonly detail: string
  /** By the engine's clock; null when nobody answered. */
  readonly startedAtMs: number | null
  readonly endedAtMs: number | null
  readonly lines: readonly HostedLine[]
  /** What the engine charges for the call, in dollars; null while it has not said. */
  readonly costUsd: string | null
}

export interface ToolCall {
  readonly toolCallId: string
  readonly name: string
  readonly input: unknown
}

export interface ToolAnswer {
  readonly tool: ToolCall
  readonly outcome: ToolOutcome
  /** What the engine says before it hangs up; null when the call goes on. */
  readonly hangUpSaying: string | null
}

interface AboutCall {
  readonly callId: string | null
  readonly engineCallId: string
  /** By the engine's clock, which need not agree with ours. */
  readonly atMs: number | null
}

/** What the engine tells of a call while it goes on. */
export type HostedNews = AboutCall &
  (
    | { readonly type: 'ringing' | 'answered' | 'over' | 'agent-interrupted' | 'engine-stuck' }
    | {
        readonly type: 'words'
        readonly speaker: 'agent' | 'homeowner'
        readonly text: string
        readonly isFinal: boolean
      }
    | { readonly type: 'speech-began' | 'speech-ended'; readonly speaker: 'agent' | 'homeowner' }
    | { readonly type: 'tools-called'; readonly tools: readonly ToolCall[] }
    | { readonly type: 'reported'; readonly report: HostedReport }
  )

export const talkMsOf = ({ startedAtMs, endedAtMs }: HostedReport): number =>
  startedAtMs === null || endedAtMs === null ? 0 : Math.max(0, endedAtMs - startedAtMs)
