import type { UseListener } from '../../wallet/vendor-cost.ts'

/** Speech recognition with turn events, one session per call. */
export interface Transcriber {
  open(
    options: TranscriberOptions,
    listener: TranscriberListener,
    signal: AbortSignal,
    used?: UseListener,
  ): Promise<TranscriberSession>
}

export interface TranscriberOptions {
  readonly language: 'en' | 'es' | 'auto'
  /** Names the recogniser should expect: the homeowner, the street, the company. */
  readonly keyterms: readonly string[]
}

/** `text` is always the whole turn so far. */
export interface TurnListener {
  turnStarted(): void
  turnUpdated(text: string): void
  turnMayBeDone(text: string): void
  turnResumed(): void
  turnDone(text: string): void
}

export interface TranscriberListener extends TurnListener {
  /** For the moment nobody listens: what was understood of this turn is all there will be of it. */
  recognitionPaused(reason: string): void
  /** Somebody listens again. */
  recognitionBack(): void
  /** Another recogniser listens from now on. */
  recogniserChanged(detail: string): void
  /** The session is gone; nothing more comes from it. */
  recognitionLost(reason: string): void
}

export interface TranscriberSession {
  sendAudio(pcmu: Uint8Array): void
  /** So much of a voice was heard on the line of which this session told nothing: it may not be listening. */
  doubt?(voicedMs: number): void
  close(): void
}
