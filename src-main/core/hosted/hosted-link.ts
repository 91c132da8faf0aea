/** What the relay does for calls that a hosted engine holds. */
export interface HostedLink {
  /** Where the engine sends its messages, and the headers that prove them genuine. Asked before each dial. */
  webhook(
    signal: AbortSignal,
  ): Promise<{ readonly url: string; readonly headers: Readonly<Record<string, string>> }>
  onQuestion(handler: QuestionHandler): void
  /** Never throws on a dead link: then the engine has been told that nobody answered. */
  answer(eventId: string, body: unknown): void
}

export interface QuestionHandler {
  /** The engine waits for the answer to this event, which comes with the others in its turn. */
  asked(eventId: string, withinMs: number): void
  /** Whether an answer came in time; if not, the engine was told that nothing was done. */
  answerTaken(eventId: string, taken: boolean): void
}
