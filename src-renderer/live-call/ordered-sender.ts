/** Audio that waited longer than this would be heard as a delay for the rest of the call: the oldest is dropped. */
const MOST_WAITING_MS = 480
const PCMU_BYTES_PER_MS = 8

export interface OrderedSender {
  send(pcmu: Uint8Array): void
  /** What still waits is not sent any more. */
  close(): void
}

/**
 * Sends pieces of audio strictly in order: one request is under way at a time, and what comes meanwhile goes with the
 * next. A slow line makes the pieces larger, never the delay longer than half a second.
 */
export function orderedSender(
  request: (pcmu: Uint8Array) => Promise<unknown>,
  failed: (error: unknown) => void,
): OrderedSender {
  let waiting: Uint8Array[] = []
  let busy = false
  let closed = false

  async function drain(): Promise<void> {
    busy = true
    while (waiting.length > 0 && !closed) {
      const next = joined(waiting)
      waiting = []
      try {
        await request(next)
      } catch (error) {
        if (!closed) failed(error)
      }
    }
    busy = false
  }

  return {
    send(pcmu) {
      if (closed) return
      waiting.push(pcmu)
      while (waiting.length > 1 && bytesOf(waiting) > MOST_WAITING_MS * PCMU_BYTES_PER_MS) waiting.shift()
      if (!busy) void drain()
    },
    close() {
      closed = true
      waiting = []
    },
  }
}

const bytesOf = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, { length }) => sum + length, 0)

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(bytesOf(pieces))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
