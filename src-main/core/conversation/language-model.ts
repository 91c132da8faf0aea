import type { CallOutcome, Interest } from '../../../src-preload/contract/calls.ts'
import type { Script } from '../../../src-preload/contract/campaigns.ts'
import type { UseListener } from '../wallet/vendor-cost.ts'

export type AssistantBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool'; readonly toolId: string; readonly name: string; readonly input: unknown }

export interface ToolAnswer {
  readonly toolId: string
  readonly content: string
  readonly isError: boolean
}

export type ModelMessage =
  | { readonly role: 'user'; readonly text: string }
  | { readonly role: 'user'; readonly toolAnswers: readonly ToolAnswer[] }
  | { readonly role: 'assistant'; readonly blocks: readonly AssistantBlock[] }

export interface ToolDefinition {
  readonly name: string
  readonly description: string
  /** JSON Schema of the input. */
  readonly inputSchema: Record<string, unknown>
}

export interface ReplyRequest {
  /** Stable within a campaign, so that the vendor's prompt cache really holds it. */
  readonly system: string
  readonly tools: readonly ToolDefinition[]
  readonly messages: readonly ModelMessage[]
}

export interface ModelUsage {
  readonly inputTokens: number
  readonly cachedTokens: number
  readonly cacheWriteTokens: number
  readonly outputTokens: number
}

export type ReplyPart =
  /** Another model answers than the one that was asked first; comes before any other part. */
  | { readonly type: 'changed'; readonly detail: string }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool'; readonly toolId: string; readonly name: string; readonly input: unknown }
  | {
      readonly type: 'stopped'
      readonly reason: 'finished' | 'tools' | 'too_long' | 'refused'
      readonly usage: ModelUsage
    }

export interface CallSummary {
  readonly summary: string
  readonly interest: Interest
  readonly outcome: CallOutcome
  readonly nextSteps: readonly string[]
}

export interface PersonalOpening {
  readonly leadId: string
  readonly text: string
  readonly factIds: readonly string[]
}

export interface LanguageModel {
  /** Opens the connection and the prompt cache while the phone rings. Never fails loudly. */
  warmUp(request: ReplyRequest, signal: AbortSignal, used?: UseListener): Promise<void>
  /** Streams one reply. Throws VendorFailure; ends quietly when the signal fires. */
  reply(request: ReplyRequest, signal: AbortSignal, used?: UseListener): AsyncIterable<ReplyPart>
  writeScript(prompt: string, signal: AbortSignal): Promise<Script>
  writeOpenings(prompt: string, signal: AbortSignal): Promise<readonly PersonalOpening[]>
  summarise(prompt: string, signal: AbortSignal, used?: UseListener): Promise<CallSummary>
}
