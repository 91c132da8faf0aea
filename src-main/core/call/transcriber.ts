/** Speech recognition with turn events, one session per call. */
export interface Transcriber {
  open(
    options: TranscriberOptions,
    listener: TranscriberListener,
    signal: AbortSignal,
  ): Promise<TranscriberSession>
}

export interface TranscriberOptions {
  readonly language: 'en' | 'es' | 'auto'
  /** Names the recogniser should expect: the homeowner, the street, the company. */
  readonly keyterms: readonly string[]
}

/** `text` is always the whole turn so far. */
export interface TranscriberListener {
  turnStarted(): void
  turnUpdated(text: string): void
  turnMayBeDone(text: string): void
  turnResumed(): void
  turnDone(text: string): void
  /** The session is gone; nothing more comes from it. */
  recognitionLost(reason: string): void
}

export interface TranscriberSession {
  sendAudio(pcmu: Uint8Array): void
  close(): void
}
