/** One-time tokens with which the carrier opens a call's audio. Only their hashes are kept, in memory. */
import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../clock.ts'
import type { Inheritance } from '../control/hand-over.ts'

const TICKET_LIFETIME_MS = 180_000

export interface StreamTickets {
  issue(callId: string, streamId: number): string
  /** The stream this token opens, once; `undefined` for a wrong, used, expired or foreign token. */
  redeem(callId: string, token: string | undefined): number | undefined
  revoke(streamId: number): void
  waiting(): number
  /** For the relay that takes over: tokens that are out stay good. */
  export(): Inheritance['tickets']
  import(tickets: Inheritance['tickets']): void
}

export function streamTickets(clock: Clock): StreamTickets {
  const tickets = new Map<string, { callId: string; streamId: number; expiresAtMs: number }>()

  function dropExpired(): void {
    for (const [hash, { expiresAtMs }] of tickets) if (clock.monotonicMs() > expiresAtMs) tickets.delete(hash)
  }
  function dropWhere(unwanted: (ticket: { callId: string; streamId: number }) => boolean): void {
    for (const [hash, ticket] of tickets) if (unwanted(ticket)) tickets.delete(hash)
  }
  return {
    issue(callId, streamId) {
      dropExpired()
      // A call has one ticket at a time: asking again makes the earlier one worthless.
      dropWhere((ticket) => ticket.callId === callId)
      const token = randomBytes(32).toString('base64url')
      tickets.set(hashOf(token), { callId, streamId, expiresAtMs: clock.monotonicMs() + TICKET_LIFETIME_MS })
      return token
    },
    redeem(callId, token) {
      if (!token) return undefined
      dropExpired()
      // Looking up a hash leaks nothing useful about the token, whatever time it takes.
      const hash = hashOf(token)
      const ticket = tickets.get(hash)
      if (ticket?.callId !== callId) return undefined
      tickets.delete(hash)
      return ticket.streamId
    },
    revoke: (streamId) => dropWhere((ticket) => ticket.streamId === streamId),
    waiting() {
      dropExpired()
      return tickets.size
    },
    export() {
      dropExpired()
      return [...tickets].map(([hash, { callId, streamId, expiresAtMs }]) => ({
        hash,
        call_id: callId,
        stream_id: streamId,
        expires_in_ms: expiresAtMs - clock.monotonicMs(),
      }))
    },
    import(inherited) {
      for (const { hash, call_id, stream_id, expires_in_ms } of inherited)
        tickets.set(hash, {
          callId: call_id,
          streamId: stream_id,
          expiresAtMs: clock.monotonicMs() + expires_in_ms,
        })
    },
  }
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64')
