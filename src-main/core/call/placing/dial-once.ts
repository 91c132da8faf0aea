import { type Clock, pause } from '../../clock.ts'
import { messageOf } from '../../message-of.ts'
import { plainTrouble } from '../../plain-trouble.ts'
import { VendorFailure } from '../../vendor-failure.ts'
import type { CallStore } from '../call-record.ts'
import type { DialAnswer, DialRefusal, PhoneLine } from '../phone-line.ts'

export type DialFate =
  | { readonly status: 'placed'; readonly carrierCallId: string }
  /** The carrier's news told of the call before its answer did. */
  | { readonly status: 'known' }
  | ({ readonly status: DialRefusal } & WhatWentWrong)
  | ({ readonly status: 'failed' } & WhatWentWrong)
  /** It may have rung, and the carrier cannot say: a person decides. */
  | ({ readonly status: 'unclear' } & WhatWentWrong)
  | { readonly status: 'interrupted' }

interface WhatWentWrong {
  /** A clause for a person. */
  readonly reason: string
  /** For the log. */
  readonly detail: string
}

interface DialParts<Request> {
  readonly clock: Clock
  readonly calls: CallStore
  readonly phoneLine: Pick<PhoneLine, 'findDialed'> & {
    dial(request: Request, signal: AbortSignal): Promise<DialAnswer>
  }
  readonly isKnown: () => boolean
  readonly endOfCall: AbortSignal
  readonly endOfProgram: AbortSignal
}

/** A dial whose answer was lost is looked for until this long after it (reliability.md C1). */
const UNCLEAR_FOR_MS = 45_000
const LOOK_AGAIN_MS = 3_000

/** Asks the carrier to dial, once. A lost answer is looked for and never asked for again (design invariant 1). */
export async function dialOnce<Request extends { readonly callId: string }>(
  request: Request,
  parts: DialParts<Request>,
): Promise<DialFate> {
  const dialedAtMs = parts.clock.monotonicMs()
  try {
    const answer = await parts.phoneLine.dial(request, parts.endOfCall)
    if (answer.placed) return { status: 'placed', carrierCallId: answer.carrierCallId }
    const { because, reason, detail } = answer
    return parts.isKnown() ? { status: 'known' } : { status: because, reason, detail }
  } catch (error) {
    const wrong = { reason: plainTrouble(error), detail: messageOf(error) }
    if (error instanceof VendorFailure && error.code === 'unclear') {
      parts.calls.setFate(request.callId, 'unclear')
      return lookFor(request.callId, wrong, dialedAtMs + UNCLEAR_FOR_MS, parts)
    }
    return parts.isKnown() ? { status: 'known' } : { status: 'failed', ...wrong }
  }
}

async function lookFor<Request>(
  callId: string,
  wrong: WhatWentWrong,
  giveUpAtMs: number,
  { clock, phoneLine, isKnown, endOfProgram }: DialParts<Request>,
): Promise<DialFate> {
  while (!isKnown()) {
    const carrierCallId = await phoneLine.findDialed(callId).catch(() => null)
    if (isKnown()) break
    if (carrierCallId !== null) return { status: 'placed', carrierCallId }
    if (endOfProgram.aborted) return { status: 'interrupted' }
    if (clock.monotonicMs() >= giveUpAtMs) return { status: 'unclear', ...wrong }
    await pause(clock, LOOK_AGAIN_MS, endOfProgram)
  }
  return { status: 'known' }
}
