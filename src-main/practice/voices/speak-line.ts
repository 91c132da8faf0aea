import { PCMU_BYTES_PER_MS } from '../../core/audio/pcmu.ts'
import { hashText } from '../chance.ts'
import type { Flite, Phone } from './flite.ts'
import { evenLoudness, onTheLine, toPhoneRate } from './shape-speech.ts'
import { lineParts, type Speech, type SpokenWord, spokenText, type Voice, voiceKey } from './voice.ts'
import { wordTimings } from './word-timings.ts'

const LEAD_IN_MS = 40
const LEAD_OUT_MS = 60
const LONGEST_PAUSE_MS = 190

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
  const spoken = {
    samples: evenLoudness(toPhoneRate(sound, voice.pitch)),
    phones: phones.map(({ name, endMs }) => ({ name, endMs: endMs / voice.pitch })),
  }
  const { samples: loud, phones: timedPhones } = shortenPauses(spoken)
  const timed = wordTimings(text, timedPhones)
  // Flite pads its speech with silence, which would only add to every answer's delay.
  const fromMs = Math.max(0, (timed[0]?.startMs ?? 0) - LEAD_IN_MS)
  const toMs = Math.min(loud.length / PCMU_BYTES_PER_MS, (timed.at(-1)?.endMs ?? Infinity) + LEAD_OUT_MS)
  return {
    samples: loud.subarray(Math.floor(fromMs * PCMU_BYTES_PER_MS), Math.ceil(toMs * PCMU_BYTES_PER_MS)),
    words: timed.map((word) => shifted(word, -fromMs)),
  }
}

interface TimedSound {
  readonly samples: Float32Array
  readonly phones: readonly Phone[]
}

/** Between sentences flite waits longer than people on the phone do; the other side would start to talk. */
function shortenPauses({ samples, phones }: TimedSound): TimedSound {
  const kept: Float32Array[] = []
  const moved: Phone[] = []
  let keptUntilMs = 0
  let cutMs = 0
  let startMs = 0
  for (const [i, phone] of phones.entries()) {
    const excessMs = phone.endMs - startMs - LONGEST_PAUSE_MS
    if (phone.name === 'pau' && excessMs > 0 && i > 0 && i < phones.length - 1) {
      const cutAtMs = startMs + LONGEST_PAUSE_MS / 2
      kept.push(
        samples.subarray(
          Math.round(keptUntilMs * PCMU_BYTES_PER_MS),
          Math.round(cutAtMs * PCMU_BYTES_PER_MS),
        ),
      )
      keptUntilMs = cutAtMs + excessMs
      cutMs += excessMs
    }
    startMs = phone.endMs
    moved.push({ name: phone.name, endMs: phone.endMs - cutMs })
  }
  kept.push(samples.subarray(Math.round(keptUntilMs * PCMU_BYTES_PER_MS)))
  return { samples: joined(kept), phones: moved }
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
