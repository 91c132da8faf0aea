/**
 * The order in which frames leave: clear, ping and control at once, then audio, then events. Audio is gathered
 * per turn of the event loop into one message; both it and events wait while the socket is behind, so that an
 * urgent frame never queues behind them in a buffer that nobody can reorder.
 */
export interface FrameSink {
  send(message: Buffer, sent: () => void): void
  bufferedBytes(): number
}

export interface FrameWriterOptions {
  sink: FrameSink
  nowMs: () => number
  /**
   * Audio that waited longer than this for a socket that was behind is worthless and is dropped, oldest first. What
   * waited only because this program stood still is sent: dropping it would turn a pause into lost words.
   */
  maxAudioAgeMs: number
  audioDropped: (frames: number) => void
}

export interface FrameWriter {
  sendNow(frame: Buffer): void
  queueAudio(streamId: number, frame: Buffer): void
  /** Travels in order with audio. Dropped when audio before it was dropped: it must not vouch for that. */
  queueMark(streamId: number, frame: Buffer): void
  dropAudio(streamId: number): void
  queueEvent(frame: Buffer): void
  queuedEventBytes(): number
  /** Stops sending; queued frames are forgotten. */
  stop(): void
}

interface Queued {
  readonly kind: 'audio' | 'mark'
  readonly streamId: number
  readonly queuedAtMs: number
  readonly frame: Buffer
}

const BEHIND_BYTES = 32_768
const MESSAGE_BYTES = 16_384

export function frameWriter({ sink, nowMs, maxAudioAgeMs, audioDropped }: FrameWriterOptions): FrameWriter {
  let audio: Queued[] = []
  let events: Buffer[] = []
  let eventBytes = 0
  let scheduled = false
  let stopped = false
  /** Whether the socket was behind while what is queued now was waiting. */
  let wasBehind = false
  /** Streams that lost audio since their last mark. */
  const gaps = new Set<number>()

  function schedule(): void {
    if (scheduled || stopped) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      flush()
    })
  }

  function isBehind(): boolean {
    const behind = sink.bufferedBytes() >= BEHIND_BYTES
    wasBehind ||= behind
    return behind
  }

  function flush(): void {
    if (wasBehind) shedOldAudio()
    while (!stopped && (audio.length > 0 || events.length > 0) && !isBehind()) {
      const batch = nextBatch()
      if (batch.length > 0)
        sink.send(batch.length === 1 && batch[0] ? batch[0] : Buffer.concat(batch), schedule)
    }
    if (audio.length === 0) wasBehind = false
  }

  function nextBatch(): Buffer[] {
    const batch: Buffer[] = []
    let bytes = 0
    let taken = 0
    for (; taken < audio.length && bytes < MESSAGE_BYTES; taken++) {
      const next = audio[taken]
      if (!next || lostItsAudio(next)) continue
      batch.push(next.frame)
      bytes += next.frame.length
    }
    audio = taken === audio.length ? [] : audio.slice(taken)
    // Events only once no audio waits, one piece per message.
    const event = batch.length === 0 ? events.shift() : undefined
    if (event) {
      eventBytes -= event.length
      batch.push(event)
    }
    return batch
  }

  function lostItsAudio(queued: Queued): boolean {
    return queued.kind === 'mark' && gaps.delete(queued.streamId)
  }

  function shedOldAudio(): void {
    const oldestMs = nowMs() - maxAudioAgeMs
    let dropped = 0
    while (audio[dropped] && (audio[dropped]?.queuedAtMs ?? 0) < oldestMs) {
      const late = audio[dropped]
      if (late?.kind === 'audio') gaps.add(late.streamId)
      if (late?.kind === 'mark') gaps.delete(late.streamId)
      dropped += 1
    }
    if (dropped === 0) return
    audio.splice(0, dropped)
    audioDropped(dropped)
  }

  function queue(kind: Queued['kind'], streamId: number, frame: Buffer): void {
    if (stopped) return
    audio.push({ kind, streamId, queuedAtMs: nowMs(), frame })
    if (isBehind() && audio.length % 64 === 0) shedOldAudio()
    schedule()
  }

  return {
    sendNow(frame) {
      if (!stopped) sink.send(frame, schedule)
    },
    queueAudio: (streamId, frame) => queue('audio', streamId, frame),
    queueMark: (streamId, frame) => queue('mark', streamId, frame),
    dropAudio(streamId) {
      // Marks stay: the carrier returns them at once after a clear, which is what they are waited for.
      audio = audio.filter((queued) => queued.streamId !== streamId || queued.kind === 'mark')
      gaps.delete(streamId)
    },
    queueEvent(frame) {
      if (stopped) return
      events.push(frame)
      eventBytes += frame.length
      schedule()
    },
    queuedEventBytes: () => eventBytes,
    stop() {
      stopped = true
      audio = []
      events = []
      eventBytes = 0
    },
  }
}
