import { FRAME_BYTES, FRAME_MS } from '../../core/audio/pcmu.ts'
import { roomNoise, tone } from '../voices/shape-speech.ts'
import type { Speech } from '../voices/voice.ts'
import type { SaidLine } from './call-truth.ts'

/** What goes into the homeowner's phone: a voice, a beep, or the room. Times count from the answer. */
export interface PhoneMouth {
  readonly isTalking: boolean
  say(speech: Speech, mood: string, takesTurn: boolean, nowMs: number): void
  stop(nowMs: number): void
  beep(): void
  nextFrame(nowMs: number): { frame: Uint8Array; finished: 'turn' | 'murmur' | 'beep' | null }
}

interface Talking {
  readonly speech: Speech
  readonly line: SaidLine
  readonly takesTurn: boolean
  at: number
}

const NOISE_LOOP_MS = 4_000
const BEEP = tone(1_000, 420)

export function phoneMouth(roomDbfs: number, seed: number, said: SaidLine[]): PhoneMouth {
  const room = roomNoise(NOISE_LOOP_MS, roomDbfs, seed)
  let talking: Talking | null = null
  let beepAt: number | null = null

  function roomFrame(nowMs: number): Uint8Array {
    const at = (nowMs % NOISE_LOOP_MS) * 8
    return room.slice(at, at + FRAME_BYTES)
  }

  return {
    get isTalking() {
      return talking !== null
    },
    say(speech, mood, takesTurn, nowMs) {
      const line: SaidLine = { text: speech.text, startedAtMs: nowMs, endedAtMs: null, spokenText: '', mood }
      said.push(line)
      talking = { speech, line, takesTurn, at: 0 }
    },
    stop(nowMs) {
      if (!talking) return
      const spokenMs = talking.at / 8
      const spoken = talking.speech.words.filter((word) => word.endMs <= spokenMs)
      talking.line.spokenText = spoken.map((word) => word.text).join(' ')
      talking.line.endedAtMs = nowMs
      talking = null
    },
    beep() {
      beepAt = 0
    },
    nextFrame(nowMs) {
      const frame = roomFrame(nowMs)
      if (talking) {
        const { speech, line, takesTurn } = talking
        frame.set(speech.pcmu.subarray(talking.at, talking.at + FRAME_BYTES))
        talking.at += FRAME_BYTES
        if (talking.at < speech.pcmu.length) return { frame, finished: null }
        line.spokenText = speech.text
        line.endedAtMs = nowMs + FRAME_MS
        talking = null
        return { frame, finished: takesTurn ? 'turn' : 'murmur' }
      }
      if (beepAt === null) return { frame, finished: null }
      frame.set(BEEP.subarray(beepAt, beepAt + FRAME_BYTES))
      beepAt += FRAME_BYTES
      if (beepAt < BEEP.length) return { frame, finished: null }
      beepAt = null
      return { frame, finished: 'beep' }
    },
  }
}
