/** What became of the text or the e-mail of a step. */
export type StepFate = { readonly reason: string } & VendorWords &
  (
    | { readonly status: 'done' | 'canceled' | 'blocked' | 'needs_review' }
    /** Nothing was sent: it may be tried again. */
    | { readonly status: 'waiting'; readonly againAtMs: number }
  )

interface VendorWords {
  /** What the carrier or the mail server said of it, word for word. */
  readonly vendorWords?: string | null
}
