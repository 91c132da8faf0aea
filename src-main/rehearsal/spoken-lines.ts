import { FRAME_BYTES, FRAME_MS } from '../core/audio/pcmu.ts'
import type { RenderedLine } from '../core/call/speech/voice.ts'

/** About as fast as people speak on the phone. */
const MS_PER_CHAR = 62
const MARK = 0x2a
/** The number of a line fills two bytes of each frame; by the time it comes round, the old line is long forgotten. */
const LINES_KEPT = 65_536
/** Greetings and goodbyes are the same in every call; their sound is made once. */
const SOUNDS_KEPT = 64

/** Whoever hears frames and knows what was said in them. */
export interface Ear {
  heardIn(frame: Uint8Array): string
}

/** Speech without sound: every frame says which line it belongs to and where, so that what is heard is known exactly. */
export class SpokenLines implements Ear {
  readonly #lines: (readonly string[])[] = []
  readonly #sounds = new Map<string, { readonly number: number; readonly line: RenderedLine }>()
  #spoken = 0

  speak(text: string): RenderedLine {
    const known = this.#sounds.get(text)
    this.#sounds.delete(text)
    const isForgotten = known === undefined || this.#spoken - known.number >= LINES_KEPT
    const sound = isForgotten ? { number: this.#spoken, line: this.#spell(text) } : known
    this.#sounds.set(text, sound)
    for (const [oldest] of this.#sounds) {
      if (this.#sounds.size <= SOUNDS_KEPT) break
      this.#sounds.delete(oldest)
    }
    return sound.line
  }

  #spell(text: string): RenderedLine {
    const line = this.#spoken++ % LINES_KEPT
    const spelled = [...text]
    const chars = spelled.map((char, i) => ({ char, startMs: i * MS_PER_CHAR, endMs: (i + 1) * MS_PER_CHAR }))
    this.#lines[line] = spelled
    const frames = Math.ceil((text.length * MS_PER_CHAR) / FRAME_MS)
    const pcmu = new Uint8Array(frames * FRAME_BYTES).fill(MARK)
    const view = new DataView(pcmu.buffer)
    for (let frame = 0; frame < frames; frame++) {
      view.setUint16(frame * FRAME_BYTES, line)
      view.setUint16(frame * FRAME_BYTES + 2, frame)
    }
    return { pcmu, chars }
  }

  /** The characters whose sound ends in this frame. */
  heardIn(frame: Uint8Array): string {
    const spelled = this.#lines[uint16(frame, 0)]
    if (!spelled || frame[5] !== MARK) return ''
    const at = uint16(frame, 2)
    const from = Math.floor((at * FRAME_MS) / MS_PER_CHAR)
    const to = Math.floor(((at + 1) * FRAME_MS) / MS_PER_CHAR)
    return from === to ? '' : spelled.slice(from, to).join('')
  }
}

const uint16 = (frame: Uint8Array, at: number): number =>
  ((frame[at] as number) << 8) | (frame[at + 1] as number)
