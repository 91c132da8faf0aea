import { unlessAborted } from '../../unless-aborted.ts'
import { VendorFailure } from '../../vendor-failure.ts'
import type { CallContext } from '../call-context.ts'
import type { RelayLink, StreamListener, StreamTicket } from '../relay-link.ts'
import type { TranscriberListener } from '../speech/transcriber.ts'
import type { VoiceListener } from '../speech/voice.ts'
import { type PreparedCall, type PrepareParts, prepareCall } from './prepare-call.ts'

interface OpenParts extends PrepareParts {
  readonly relay: RelayLink
}

export interface OpenedCall {
  readonly prepared: PreparedCall
  readonly ticket: StreamTicket
  close(): void
}

const OPEN_TIMEOUT_MS = 15_000

/**
 * Opens everything a call needs before its phone rings, all of it or nothing: the first failure stops the rest,
 * and what was opened is closed, however late it comes.
 */
export async function openCall(
  callId: string,
  context: CallContext,
  parts: OpenParts,
  listeners: { conversation: TranscriberListener & VoiceListener; stream: StreamListener },
  endOfCall: AbortSignal,
): Promise<OpenedCall> {
  const failed = new AbortController()
  const cancelTimeout = parts.clock.wakeAfter(OPEN_TIMEOUT_MS, () =>
    failed.abort(new VendorFailure('vendors', 'timed_out', 'a vendor did not get ready in time')),
  )
  const givenUp = AbortSignal.any([endOfCall, failed.signal])
  const preparing = prepareCall(context, parts, listeners.conversation, { givenUp, endOfCall })
  const opening = parts.relay.openStream(callId, listeners.stream, givenUp)
  const closeStream = () => parts.relay.stream(callId).close()
  try {
    // Not every vendor heeds its signal.
    const [prepared, ticket] = await unlessAborted(Promise.all([preparing, opening]), givenUp)
    return {
      prepared,
      ticket,
      close() {
        closePrepared(prepared)
        closeStream()
      },
    }
  } catch (error) {
    const reason: unknown = failed.signal.aborted ? failed.signal.reason : error
    failed.abort()
    void preparing.then(closePrepared, () => {})
    void opening.then(closeStream, () => {})
    throw reason
  } finally {
    cancelTimeout()
  }
}

function closePrepared({ transcriber, voice }: PreparedCall): void {
  transcriber.close()
  voice.close()
}
