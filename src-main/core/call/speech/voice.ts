import type { UseListener } from '../../wallet/vendor-cost.ts'

/** Speech synthesis: streamed per reply during the call, rendered beforehand for fixed lines. */
export interface Voice {
  open(listener: VoiceListener, signal: AbortSignal, used?: UseListener): Promise<VoiceSession>
  /** Renders a whole line, from the disk cache when the same voice said it before: then nothing was used. */
  render(text: string, signal: AbortSignal, used?: UseListener): Promise<RenderedLine>
}

/** When each character is spoken, relative to the start of the audio it came with. */
export interface SpokenChar {
  readonly char: string
  readonly startMs: number
  readonly endMs: number
}

export interface RenderedLine {
  readonly pcmu: Uint8Array
  readonly chars: readonly SpokenChar[]
}

export interface VoiceListener {
  voiceArrived(contextId: string, pcmu: Uint8Array, chars: readonly SpokenChar[]): void
  /** All audio of the context has arrived. */
  contextEnded(contextId: string): void
  /** The rest of this context will not come, and a part of a sentence already has. */
  contextFailed(contextId: string, reason: string): void
  /** Another voice speaks from the next sentence on. */
  voiceChanged(detail: string): void
  /** The session is gone; nothing more comes from it. */
  voiceLost(reason: string): void
}

export interface VoiceSession {
  say(contextId: string, text: string): void
  /** No more text: speak what is left. */
  finish(contextId: string): void
  /** Nothing more of this context is wanted; late audio of it is dropped. */
  cancel(contextId: string): void
  close(): void
}
