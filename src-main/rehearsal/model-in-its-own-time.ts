import type { LanguageModel, ReplyPart, ReplyRequest } from '../core/conversation/language-model.ts'
import type { VirtualClock } from './virtual-clock.ts'

/**
 * A real model in a call whose time is virtual: while it thinks the call's clock stands still, and then moves on by as
 * long as it really took.
 */
export function modelInItsOwnTime(
  model: LanguageModel,
  clock: VirtualClock,
  realMs: () => number,
): LanguageModel {
  return {
    ...model,
    warmUp: async () => {},
    reply: (request, signal) => timed(model, request, signal, clock, realMs),
  }
}

async function* timed(
  model: LanguageModel,
  request: ReplyRequest,
  signal: AbortSignal,
  clock: VirtualClock,
  realMs: () => number,
): AsyncGenerator<ReplyPart> {
  const parts = model.reply(request, signal)[Symbol.asyncIterator]()
  try {
    for (;;) {
      const askedMs = realMs()
      const next = parts.next()
      clock.hold(next)
      const part = await next
      if (part.done || signal.aborted) return
      await passes(clock, realMs() - askedMs, signal)
      if (signal.aborted) return
      yield part.value
    }
  } finally {
    void parts.return?.()
  }
}

function passes(clock: VirtualClock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    clock.wakeAfter(ms, resolve)
    signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
