import { decodeSample } from '../../core/audio/pcmu.ts'
import type { Speech } from '../voices/voice.ts'

/**
 * Every line that was ever spoken in this world, findable by any small piece of its sound.
 * Ears look sound up here; nothing else tells them what was said.
 */
export interface Utterance {
  readonly id: number
  readonly key: string
  readonly speech: Speech
}

export interface Place {
  readonly utterance: Utterance
  readonly offset: number
}

export interface HeardUtterances {
  register(key: string, speech: Speech): void
  /** Where this window of sound may come from. `window` is checked byte by byte. */
  find(hash: number, sound: Uint8Array, at: number): Place[]
}

export const WINDOW_BYTES = 48
/** A window is indexed every 20 ms, so a listener locks within 26 ms of clear speech. */
const STRIDE_BYTES = 160
const QUIET_LEVEL = 180
const MAX_TOTAL_BYTES = 64 * 1024 * 1024

const MULTIPLIER = 0x01000193
const OLDEST_FACTOR = power(MULTIPLIER, WINDOW_BYTES - 1)

export function hashWindow(sound: Uint8Array, at: number): number {
  let hash = 0
  for (let i = 0; i < WINDOW_BYTES; i++) hash = (Math.imul(hash, MULTIPLIER) + (sound[at + i] as number)) | 0
  return hash
}

/** The hash one byte further on. */
export const rollHash = (hash: number, leaving: number, entering: number): number =>
  (Math.imul(hash - Math.imul(leaving, OLDEST_FACTOR), MULTIPLIER) + entering) | 0

export function hearableUtterances(): HeardUtterances {
  const byKey = new Map<string, Utterance>()
  const index = new Map<number, Place[]>()
  let totalBytes = 0
  let lastId = 0

  function forgetOldest(): void {
    const oldest = byKey.values().next().value
    if (!oldest) return
    byKey.delete(oldest.key)
    totalBytes -= oldest.speech.pcmu.length
    for (const at of windowsOf(oldest.speech.pcmu)) {
      const hash = hashWindow(oldest.speech.pcmu, at)
      const left = index.get(hash)?.filter((place) => place.utterance !== oldest) ?? []
      if (left.length > 0) index.set(hash, left)
      else index.delete(hash)
    }
  }

  return {
    register(key, speech) {
      const known = byKey.get(key)
      if (known) {
        byKey.delete(key)
        byKey.set(key, known)
        return
      }
      lastId += 1
      const utterance: Utterance = { id: lastId, key, speech }
      byKey.set(key, utterance)
      totalBytes += speech.pcmu.length
      for (const offset of windowsOf(speech.pcmu)) {
        const hash = hashWindow(speech.pcmu, offset)
        const places = index.get(hash)
        if (places) places.push({ utterance, offset })
        else index.set(hash, [{ utterance, offset }])
      }
      while (totalBytes > MAX_TOTAL_BYTES) forgetOldest()
    },
    find(hash, sound, at) {
      const places = index.get(hash)
      if (!places) return []
      return places.filter((place) => sameBytes(place.utterance.speech.pcmu, place.offset, sound, at))
    },
  }
}

function* windowsOf(pcmu: Uint8Array): Generator<number> {
  for (let at = 0; at + WINDOW_BYTES <= pcmu.length; at += STRIDE_BYTES) {
    const loud = loudestWindow(pcmu, at)
    if (loud !== null) yield loud
  }
}

/** Within one stride, the first window with sound in it; silence would match anywhere. */
function loudestWindow(pcmu: Uint8Array, from: number): number | null {
  for (let at = from; at < from + STRIDE_BYTES && at + WINDOW_BYTES <= pcmu.length; at += 40) {
    if (isLoud(pcmu, at)) return at
  }
  return null
}

function isLoud(pcmu: Uint8Array, at: number): boolean {
  let sum = 0
  for (let i = 0; i < WINDOW_BYTES; i++) sum += Math.abs(decodeSample(pcmu[at + i] as number))
  return sum / WINDOW_BYTES > QUIET_LEVEL
}

function sameBytes(a: Uint8Array, aAt: number, b: Uint8Array, bAt: number): boolean {
  for (let i = 0; i < WINDOW_BYTES; i++) if (a[aAt + i] !== b[bAt + i]) return false
  return true
}

function power(base: number, exponent: number): number {
  let result = 1
  for (let i = 0; i < exponent; i++) result = Math.imul(result, base)
  return result
}
