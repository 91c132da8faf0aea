import { PCMU_BYTES_PER_MS } from '../../core/audio/pcmu.ts'
import { hashText } from '../chance.ts'
import type { Flite } from './flite.ts'
import { evenLoudness, onTheLine, toPhoneRate } from './shape-speech.ts'
import { lineParts, type Speech, type SpokenWord, spokenText, type Voice, voiceKey } from './voice.ts'
import { wordTimings } from './word-timings.ts'

const LEAD_IN_MS = 40
const LEAD_OUT_MS = 60

/** One line as it goes down the wire, with the time of every word. */
export async function speakLine(flite: Flite, voice: Voice, line: string): Promise<Speech> {
  const pieces: Float32Array[] = []
  const words: SpokenWord[] = []
  let lengthMs = 0
  for (const part of lineParts(line)) {
    const piece = 'say' in part ? await speakPart(flite, voice, part.say) : pause(part.pauseMs)
    words.push(...piece.words.map((word) => shifted(word, lengthMs)))
    pieces.push(piece.samples)
    lengthMs += piece.samples.length / PCMU_BYTES_PER_MS
  }
  const pcmu = onTheLine(joined(pieces), voice.roomDbfs, hashText(`${voiceKey(voice)}|${line}`))
  return { text: spokenText(line), pcmu, words }
}

interface Piece {
  readonly samples: Float32Array
  readonly words: readonly SpokenWord[]
}

async function speakPart(flite: Flite, voice: Voice, text: string): Promise<Piece> {
  const { sound, phones } = await flite.speak(text, voice)
  const loud = evenLoudness(toPhoneRate(sound, voice.pitch))
  const timed = wordTimings(text, phones).map(({ text: word, startMs, endMs }) => ({
    text: word,
    startMs: startMs / voice.pitch,
    endMs: endMs / voice.pitch,
  }))
  // Flite pads its speech with silence, which would only add to every answer's delay.
  const fromMs = Math.max(0, (timed[0]?.startMs ?? 0) - LEAD_IN_MS)
  const toMs = Math.min(loud.length / PCMU_BYTES_PER_MS, (timed.at(-1)?.endMs ?? Infinity) + LEAD_OUT_MS)
  return {
    samples: loud.subarray(Math.floor(fromMs * PCMU_BYTES_PER_MS), Math.ceil(toMs * PCMU_BYTES_PER_MS)),
    words: timed.map((word) => shifted(word, -fromMs)),
  }
}

const pause = (durationMs: number): Piece => ({
  samples: new Float32Array(durationMs * PCMU_BYTES_PER_MS),
  words: [],
})

const shifted = (word: SpokenWord, byMs: number): SpokenWord => ({
  text: word.text,
  startMs: Math.round(Math.max(0, word.startMs + byMs)),
  endMs: Math.round(Math.max(0, word.endMs + byMs)),
})

function joined(pieces: readonly Float32Array[]): Float32Array {
  const whole = new Float32Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
