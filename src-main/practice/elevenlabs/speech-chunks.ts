import { dice, hashText } from '../chance.ts'
import type { Speech } from '../voices/voice.ts'

/** Speech as ElevenLabs streams it: irregular pieces, each with the times of its own characters. */
export interface SpeechChunk {
  readonly audio: Uint8Array
  readonly startMs: number
  readonly chars: string[]
  readonly startsMs: number[]
  readonly durationsMs: number[]
}

export interface TimedChar {
  readonly char: string
  readonly startMs: number
  readonly endMs: number
}

const FIRST_CHUNK_MS = 180

export function speechChunks(text: string, speech: Speech): SpeechChunk[] {
  const chars = charTimes(text, speech)
  const random = dice(hashText(text))
  const totalMs = Math.ceil(speech.pcmu.length / 8)
  const chunks: SpeechChunk[] = []
  let startMs = 0
  while (startMs < totalMs) {
    const wanted = chunks.length === 0 ? FIRST_CHUNK_MS + random() * 80 : 140 + random() * 420
    const endMs = Math.min(totalMs, startMs + Math.round(wanted))
    const inside = chars.filter(
      (char) => char.startMs >= startMs && (char.startMs < endMs || endMs === totalMs),
    )
    chunks.push({
      audio: speech.pcmu.subarray(startMs * 8, endMs * 8),
      startMs,
      chars: inside.map(({ char }) => char),
      startsMs: inside.map((char) => Math.round(char.startMs - startMs)),
      durationsMs: inside.map((char) => Math.max(1, Math.round(char.endMs - char.startMs))),
    })
    startMs = endMs
  }
  return chunks
}

/** Letters share their word's time; a space fills the gap to the next word. */
function charTimes(text: string, speech: Speech): TimedChar[] {
  const chars: TimedChar[] = []
  const endOfAll = speech.pcmu.length / 8
  let word = -1
  let endMs = 0
  for (const piece of text.split(/(\s+)/).filter((part) => part !== '')) {
    if (/^\s+$/.test(piece)) {
      const nextStart = speech.words[word + 1]?.startMs ?? endOfAll
      chars.push(...spread(piece, endMs, Math.max(endMs, nextStart)))
      continue
    }
    word += 1
    const spoken = speech.words[word] ?? { startMs: endMs, endMs }
    chars.push(...spread(piece, spoken.startMs, spoken.endMs))
    endMs = spoken.endMs
  }
  return chars
}

function spread(piece: string, startMs: number, endMs: number): TimedChar[] {
  const letters = [...piece]
  const step = (endMs - startMs) / letters.length
  return letters.map((char, i) => ({ char, startMs: startMs + i * step, endMs: startMs + (i + 1) * step }))
}
