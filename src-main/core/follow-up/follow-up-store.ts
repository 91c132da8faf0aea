export interface NewFollowUp {
  readonly leadId: string
  readonly callId: string | null
  readonly channel: 'call' | 'sms' | 'email'
  readonly reason: string
  readonly dueAtMs: number
}

export interface FollowUpStore {
  /** Answers the id. The same lead, call and reason makes one follow-up only. */
  add(followUp: NewFollowUp, atMs: number): string
}
