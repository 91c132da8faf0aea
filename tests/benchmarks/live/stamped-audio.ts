import { encodeSample, FRAME_BYTES, PCMU_SILENCE } from '../../../src-main/core/audio/pcmu.ts'

/**
 * Audio that says where it comes from: the first bytes of each 20 ms frame hold a stamp, written with the sixteen
 * quietest μ-law codes, so that a stamped frame of silence is still silent and whoever receives it knows it again.
 */
export interface Stamp {
  readonly source: 'homeowner' | 'reply' | 'fixed-line'
  /** Which homeowner, reply or fixed line: counted by the driver. */
  readonly serial: number
  /** Which frame of it, from 0. */
  readonly number: number
}

const SOURCES = ['homeowner', 'reply', 'fixed-line'] as const
const QUIET_CODES = 0xf0
/** Marks a stamp: no run of plain silence or speech begins like this. */
const MAGIC = [0xa, 0x5, 0xc]
const SERIAL_DIGITS = 5
const NUMBER_DIGITS = 5
const STAMP_BYTES = MAGIC.length + 1 + SERIAL_DIGITS + NUMBER_DIGITS
/** As much base64 as holds the stamp. */
const STAMP_BASE64_CHARS = Math.ceil(STAMP_BYTES / 3) * 4

const TONE_HZ = 250
const VOICE = Uint8Array.from({ length: FRAME_BYTES }, (_, i) =>
  encodeSample(Math.round(12_000 * Math.sin((2 * Math.PI * TONE_HZ * i) / 8_000))),
)
const SILENCE = new Uint8Array(FRAME_BYTES).fill(PCMU_SILENCE)

/** Writes one 20 ms frame, loud or silent, at the start of `frame`. */
export function stampFrame(frame: Uint8Array, voiced: boolean, { source, serial, number }: Stamp): void {
  frame.set(voiced ? VOICE : SILENCE)
  let at = 0
  const put = (digit: number) => {
    frame[at++] = QUIET_CODES | digit
  }
  for (const digit of MAGIC) put(digit)
  put(SOURCES.indexOf(source))
  for (let i = SERIAL_DIGITS - 1; i >= 0; i--) put((serial >> (4 * i)) & 0xf)
  for (let i = NUMBER_DIGITS - 1; i >= 0; i--) put((number >> (4 * i)) & 0xf)
}

/** So many frames of speech that carry the stamp, numbered from `firstNumber`. */
export function stampedSpeech(
  frames: number,
  source: Stamp['source'],
  serial: number,
  firstNumber = 0,
): Uint8Array {
  const audio = new Uint8Array(frames * FRAME_BYTES)
  for (let i = 0; i < frames; i++) {
    const frame = audio.subarray(i * FRAME_BYTES, (i + 1) * FRAME_BYTES)
    stampFrame(frame, true, { source, serial, number: firstNumber + i })
  }
  return audio
}

/** The stamp at the start of the audio, or null when it carries none. */
export function readStamp(audio: Uint8Array): Stamp | null {
  if (audio.length < STAMP_BYTES) return null
  for (const [i, digit] of MAGIC.entries()) if (audio[i] !== (QUIET_CODES | digit)) return null
  const source = SOURCES[digitAt(audio, MAGIC.length)]
  if (source === undefined) return null
  return {
    source,
    serial: numberAt(audio, MAGIC.length + 1, SERIAL_DIGITS),
    number: numberAt(audio, MAGIC.length + 1 + SERIAL_DIGITS, NUMBER_DIGITS),
  }
}

/** Every stamp in the audio, wherever its frame begins, with the byte it begins at. */
export function stampsIn(audio: Uint8Array): { readonly stamp: Stamp; readonly at: number }[] {
  const found: { stamp: Stamp; at: number }[] = []
  for (let at = 0; at < audio.length; at++) {
    const stamp = audio[at] === (QUIET_CODES | (MAGIC[0] as number)) ? readStamp(audio.subarray(at)) : null
    if (stamp) found.push({ stamp, at })
  }
  return found
}

/** The same from a base64 payload, without decoding the whole of it. */
export const readBase64Stamp = (payload: string): Stamp | null =>
  readStamp(Buffer.from(payload.slice(0, STAMP_BASE64_CHARS), 'base64'))

const digitAt = (audio: Uint8Array, at: number): number => (audio[at] ?? 0) & 0xf

function numberAt(audio: Uint8Array, at: number, digits: number): number {
  let value = 0
  for (let i = 0; i < digits; i++) value = value * 16 + digitAt(audio, at + i)
  return value
}
