/** An event of a call as it was sent, or would have been. */
export interface SentEvent {
  readonly id: string
  readonly eventType: string
  readonly occurredAt: string
  readonly payload: object
}

/** Call events carry microseconds. */
export const microseconds = (moment: Date): string => moment.toISOString().replace(/Z$/, '000Z')
