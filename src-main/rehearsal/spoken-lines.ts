import { FRAME_BYTES, FRAME_MS } from '../core/audio/pcmu.ts'
import type { RenderedLine, SpokenChar } from '../core/call/voice.ts'

/** About as fast as people speak on the phone. */
const MS_PER_CHAR = 62
const MARK = 0x2a
/** The number of a line fills two bytes of each frame; by the time it comes round, the old line is long forgotten. */
const LINES_KEPT = 65_536

/** Whoever hears frames and knows what was said in them. */
export interface Ear {
  heardIn(frame: Uint8Array): string
}

/** Speech without sound: every frame says which line it belongs to and where, so that what is heard is known exactly. */
export class SpokenLines implements Ear {
  readonly #lines: (readonly SpokenChar[])[] = []
  #spoken = 0

  speak(text: string): RenderedLine {
    const line = this.#spoken++ % LINES_KEPT
    const chars = [...text].map((char, i) => ({
      char,
      startMs: i * MS_PER_CHAR,
      endMs: (i + 1) * MS_PER_CHAR,
    }))
    this.#lines[line] = chars
    const frames = Math.ceil((text.length * MS_PER_CHAR) / FRAME_MS)
    const pcmu = new Uint8Array(frames * FRAME_BYTES).fill(MARK)
    for (let frame = 0; frame < frames; frame++) {
      const view = new DataView(pcmu.buffer, frame * FRAME_BYTES)
      view.setUint16(0, line)
      view.setUint16(2, frame)
    }
    return { pcmu, chars }
  }

  /** The characters whose sound ends in this frame. */
  heardIn(frame: Uint8Array): string {
    const view = new DataView(frame.buffer, frame.byteOffset, 4)
    const chars = this.#lines[view.getUint16(0)]
    const at = view.getUint16(2)
    if (!chars || frame[5] !== MARK) return ''
    return chars
      .filter(({ endMs }) => endMs > at * FRAME_MS && endMs <= (at + 1) * FRAME_MS)
      .map(({ char }) => char)
      .join('')
  }
}
