import { wavHeader } from '../../src-main/adapters/files/recording-file.ts'
import type { TurnView, Waveform } from '../../src-preload/contract/calls.ts'

const SAMPLE_RATE_HZ = 8_000
const STEP_MS = 50

/** Peaks that rise and fall as words do, where a side speaks. */
export function sampleWaveform(turns: TurnView[]): Waveform {
  const durationMs = (turns.at(-1)?.ended_at_ms ?? 0) + 1_000
  const side = (speaker: TurnView['speaker']) =>
    Array.from({ length: Math.ceil(durationMs / STEP_MS) }, (_, step) => {
      const atMs = step * STEP_MS
      const speaking = turns.some(
        (turn) => turn.speaker === speaker && atMs >= turn.started_at_ms && atMs < turn.ended_at_ms,
      )
      return speaking ? wordLoudness(atMs) : 0.012
    })
  return { step_ms: STEP_MS, duration_ms: durationMs, homeowner: side('homeowner'), agent: side('agent') }
}

/** Loudness of speech at a moment: syllables inside words inside phrases. */
export const wordLoudness = (atMs: number): number =>
  0.12 +
  0.75 * Math.abs(Math.sin(atMs / 97) * Math.sin(atMs / 310 + 1)) * (0.6 + 0.4 * Math.sin(atMs / 1_400))

/** A stereo WAV: a low hum for the homeowner on the left, a higher one for the agent on the right. */
export function sampleWav(waveform: Waveform): Buffer {
  const frames = Math.floor((waveform.duration_ms / 1000) * SAMPLE_RATE_HZ)
  const wav = Buffer.alloc(44 + frames * 4)
  wavHeader(frames * 4).copy(wav)
  for (let frame = 0; frame < frames; frame++) {
    const step = Math.floor(((frame / SAMPLE_RATE_HZ) * 1000) / STEP_MS)
    const hum = (hertz: number, peak = 0) =>
      Math.sin((frame * hertz * 2 * Math.PI) / SAMPLE_RATE_HZ) * peak * 12_000
    wav.writeInt16LE(Math.round(hum(130, waveform.homeowner[step])), 44 + frame * 4)
    wav.writeInt16LE(Math.round(hum(220, waveform.agent[step])), 46 + frame * 4)
  }
  return wav
}

/** 100 ms of μ-law at a loudness: a square wave between two codes, enough to hear and to measure. */
export function samplePcmu(loudness: number): string {
  const code = 0xff - Math.round(Math.min(1, loudness) * 0x5f)
  return Buffer.from(Array.from({ length: 800 }, (_, at) => (at % 40 < 20 ? code : code & 0x7f))).toString(
    'base64',
  )
}
