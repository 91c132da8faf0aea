import { FRAME_BYTES, PCMU_SILENCE } from '../../core/audio/pcmu.ts'

/** What the agent sent and the homeowner has yet to hear: audio and marks, played in real time. */
export interface PlaybackQueue {
  addAudio(pcmu: Uint8Array): void
  addMark(name: string): void
  /** The next 20 ms as the phone plays them, and the marks that are now due. */
  nextFrame(): { frame: Uint8Array; marks: string[]; playing: boolean }
  /** Empties the queue; every pending mark comes back. */
  clear(): string[]
  readonly queuedMs: number
}

type Item = { readonly pcmu: Uint8Array; at: number } | { readonly mark: string }

export function playbackQueue(): PlaybackQueue {
  let items: Item[] = []

  function dueMarks(): string[] {
    const due: string[] = []
    for (let item = items[0]; item && 'mark' in item; item = items[0]) {
      due.push(item.mark)
      items.shift()
    }
    return due
  }

  return {
    addAudio: (pcmu) => items.push({ pcmu, at: 0 }),
    addMark: (mark) => items.push({ mark }),
    nextFrame() {
      const frame = new Uint8Array(FRAME_BYTES).fill(PCMU_SILENCE)
      const marks = dueMarks()
      let filled = 0
      while (filled < FRAME_BYTES) {
        const item = items[0]
        if (!item) break
        if ('mark' in item) {
          marks.push(...dueMarks())
          continue
        }
        const piece = item.pcmu.subarray(item.at, item.at + FRAME_BYTES - filled)
        frame.set(piece, filled)
        filled += piece.length
        item.at += piece.length
        if (item.at >= item.pcmu.length) items.shift()
      }
      if (filled > 0) marks.push(...dueMarks())
      return { frame, marks, playing: filled > 0 }
    },
    clear() {
      const pending = items.flatMap((item) => ('mark' in item ? [item.mark] : []))
      items = []
      return pending
    },
    get queuedMs() {
      return items.reduce((sum, item) => sum + ('mark' in item ? 0 : (item.pcmu.length - item.at) / 8), 0)
    },
  }
}
