import { encodeSample } from '../../core/audio/pcmu.ts'
import { dice } from '../chance.ts'
import type { Sound } from './wav.ts'

const PHONE_RATE_HZ = 8_000
const SPEECH_LEVEL_DBFS = -20
const PEAK_LIMIT = 30_000
const FULL_SCALE = 32_768
const SINC_LOBES = 8

/** Band-limited resampling to telephone rate. A pitch above 1 also plays the sound that much faster. */
export function toPhoneRate(sound: Sound, pitch: number): Float32Array {
  const step = (sound.rateHz * pitch) / PHONE_RATE_HZ
  const cutoff = Math.min(1, 1 / step) * 0.95
  const reach = Math.ceil(SINC_LOBES / cutoff)
  const output = new Float32Array(Math.floor(sound.samples.length / step))
  for (let i = 0; i < output.length; i++) {
    const centre = i * step
    const first = Math.ceil(centre - reach)
    const last = Math.floor(centre + reach)
    let sum = 0
    for (let j = Math.max(0, first); j <= last && j < sound.samples.length; j++) {
      const distance = j - centre
      sum += (sound.samples[j] as number) * cutoff * sinc(distance * cutoff) * hann(distance / reach)
    }
    output[i] = sum
  }
  return output
}

/** Brings the spoken parts to an even telephone loudness, without clipping. */
export function evenLoudness(samples: Float32Array): Float32Array {
  const frame = 80
  const levels: number[] = []
  for (let at = 0; at + frame <= samples.length; at += frame)
    levels.push(meanSquare(samples.subarray(at, at + frame)))
  const loudest = Math.max(...levels, 1)
  const spoken = levels.filter((level) => level > loudest / 300)
  const rms = Math.sqrt(spoken.reduce((sum, level) => sum + level, 0) / Math.max(1, spoken.length))
  const gain = rms < 1 ? 0 : (FULL_SCALE * 10 ** (SPEECH_LEVEL_DBFS / 20)) / rms
  return samples.map((sample) => softLimit(sample * gain))
}

/** Puts the voice in a room, then onto the line. The noise also makes every line's bytes its own. */
export function onTheLine(samples: Float32Array, roomDbfs: number, seed: number): Uint8Array {
  const amplitude = noiseAmplitude(roomDbfs)
  const random = dice(seed)
  const pcmu = new Uint8Array(samples.length)
  let colour = 0
  for (let i = 0; i < samples.length; i++) {
    colour = colour * 0.6 + (random() * 2 - 1) * amplitude
    pcmu[i] = encodeSample(Math.round((samples[i] as number) + colour))
  }
  return pcmu
}

/** An empty room: what a silent homeowner's phone sends. */
export const roomNoise = (durationMs: number, roomDbfs: number, seed: number): Uint8Array =>
  onTheLine(new Float32Array(durationMs * 8), roomDbfs, seed)

export function tone(frequencyHz: number, durationMs: number): Uint8Array {
  const amplitude = FULL_SCALE * 10 ** (-14 / 20)
  return Uint8Array.from({ length: durationMs * 8 }, (_, i) =>
    encodeSample(Math.round(amplitude * Math.sin((2 * Math.PI * frequencyHz * i) / PHONE_RATE_HZ))),
  )
}

/** White noise through the one-pole filter above keeps 1/(1−0.36) of its variance; uniform noise has a third. */
const noiseAmplitude = (dbfs: number): number => FULL_SCALE * 10 ** (dbfs / 20) * Math.sqrt(3 * 0.64)

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))

const hann = (x: number): number => (Math.abs(x) >= 1 ? 0 : 0.5 + 0.5 * Math.cos(Math.PI * x))

function softLimit(sample: number): number {
  const knee = PEAK_LIMIT * 0.8
  const size = Math.abs(sample)
  if (size <= knee) return sample
  return Math.sign(sample) * (knee + (PEAK_LIMIT - knee) * Math.tanh((size - knee) / (PEAK_LIMIT - knee)))
}

function meanSquare(samples: Float32Array): number {
  let sum = 0
  for (const sample of samples) sum += sample * sample
  return sum / samples.length
}
