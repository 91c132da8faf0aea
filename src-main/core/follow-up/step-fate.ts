/** What became of the text or the e-mail of a step. */
export type StepFate =
  | { readonly status: 'done'; readonly reason: string }
  | { readonly status: 'canceled' | 'blocked' | 'needs_review'; readonly reason: string }
  /** Nothing was sent: it may be tried again. */
  | { readonly status: 'waiting'; readonly reason: string; readonly againAtMs: number }
