/**
 * Stream control must survive a cut of the socket, yet it dies with the stream: so it is numbered, kept in
 * memory until the peer has it, and sent again on the next socket. Both ends hold one lane.
 */
const MAX_UNCONFIRMED = 10_000

export interface ReliableLane {
  /** Numbers a frame and remembers how to send it again. */
  push(build: (position: number) => Buffer): Buffer
  /** True when this position is new. A frame that comes again after a resume is not. */
  accept(position: number): boolean
  received(): number
  confirm(upTo: number): void
  /** What the peer has not received yet, in order. */
  resumeFrom(peerReceived: number): readonly Buffer[]
  /** The peer has restarted: its numbers and its streams are gone. */
  reset(): void
}

export function reliableLane(): ReliableLane {
  let sent = 0
  let received = 0
  let unconfirmed: { position: number; frame: Buffer }[] = []

  const confirm = (upTo: number) => {
    const first = unconfirmed.findIndex((kept) => kept.position > upTo)
    unconfirmed = first < 0 ? [] : first === 0 ? unconfirmed : unconfirmed.slice(first)
  }
  return {
    push(build) {
      sent += 1
      const frame = build(sent)
      unconfirmed.push({ position: sent, frame })
      if (unconfirmed.length > MAX_UNCONFIRMED) unconfirmed.shift()
      return frame
    },
    accept(position) {
      if (position <= received) return false
      received = position
      return true
    },
    received: () => received,
    confirm,
    resumeFrom(peerReceived) {
      confirm(peerReceived)
      return unconfirmed.map((kept) => kept.frame)
    },
    reset() {
      sent = 0
      received = 0
      unconfirmed = []
    },
  }
}
