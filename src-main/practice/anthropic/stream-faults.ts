import type { Fault } from '../faults.ts'
import type { Paced } from './stream-message.ts'

/** What faults do to a stream that has already begun. */
export type Disturbed = Paced | 'cut' | 'stall'

const PIECES_BEFORE = 2

export function* withFault(events: Iterable<Paced>, fault: Fault | null): Generator<Disturbed> {
  let pieces = 0
  for (const event of events) {
    if (fault && event.event === 'content_block_delta' && pieces++ === PIECES_BEFORE) {
      if (fault.fault === 'cut') {
        yield 'cut'
        return
      }
      if (fault.fault === 'garbage') {
        yield* garbage(fault.variant)
        return
      }
      if (fault.fault === 'stall') yield 'stall'
    }
    yield event
    if (fault?.fault === 'duplicate' && event.event === 'ping') yield event
  }
}

function* garbage(variant: string | undefined): Generator<Paced> {
  if (variant === 'early-close') return
  if (variant === 'refusal')
    yield* ending('refusal', { type: 'refusal', category: null, explanation: 'Refused by request' })
  else if (variant === 'max-tokens') yield* ending('max_tokens', null)
  else {
    const error = {
      type: 'error',
      error: { type: 'overloaded_error', message: 'Overloaded' },
      request_id: 'req_practice',
    }
    yield { afterMs: 0, event: 'error', data: error }
  }
}

/** Stops in the middle of the first block, as the real service does. */
function* ending(stopReason: string, stopDetails: object | null): Generator<Paced> {
  const delta = { stop_reason: stopReason, stop_sequence: null, stop_details: stopDetails, container: null }
  yield { afterMs: 0, event: 'content_block_stop', data: { type: 'content_block_stop', index: 0 } }
  yield {
    afterMs: 0,
    event: 'message_delta',
    data: { type: 'message_delta', delta, usage: { output_tokens: 12 } },
  }
  yield { afterMs: 0, event: 'message_stop', data: { type: 'message_stop' } }
}
