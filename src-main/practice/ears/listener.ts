import { levelDbfs } from '../../core/audio/pcmu.ts'
import type { SpokenWord } from '../voices/voice.ts'
import {
  type HeardUtterances,
  hashWindow,
  type Place,
  rollHash,
  type Utterance,
  WINDOW_BYTES,
} from './utterances.ts'

/** What one pair of ears makes of the sound on one side of a call. Times count from the first byte. */
export type Heard =
  | { readonly type: 'word'; readonly word: string; readonly startMs: number; readonly endMs: number }
  /** Somebody is in the middle of this word; `endMs` is when it will be over if nothing cuts it. */
  | { readonly type: 'word-started'; readonly startMs: number; readonly endMs: number }
  | { readonly type: 'sound-started'; readonly atMs: number }
  | { readonly type: 'sound-ended'; readonly atMs: number }

export interface Listener {
  hear(pcmu: Uint8Array): Heard[]
  /** Sound heard so far. */
  readonly heardMs: number
}

/** A word is understood when this share of it came through. */
const UNDERSTOOD_SHARE = 0.6
/** 60 ms of a word are enough to know that somebody speaks. */
const BEGUN_BYTES = 480
const HISTORY_BYTES = 2_048
const LEVEL_FRAME_BYTES = 80
const SOUND_DBFS = -42
const SOUND_AFTER_FRAMES = 4
const QUIET_AFTER_FRAMES = 30
/** Windows that fit several lines are followed until the lines part. */
const MAX_CANDIDATES = 6

interface Pass {
  readonly utterance: Utterance
  /** Stream position at which the line's first byte would have been. */
  origin: number
  /** Bytes of each word that really came through. */
  readonly heardBytes: number[]
  nextWord: number
  /** How far into the line the last heard byte was. */
  reached: number
  /** The last word that was announced as begun. */
  begunWord: number
}

export function listener(utterances: HeardUtterances): Listener {
  const history = new Uint8Array(HISTORY_BYTES * 2)
  const loudness = soundGate()
  let historyEnd = 0
  let position = 0
  let hash: number | null = null
  let followed: Place[] = []
  let pass: Pass | null = null

  /** Keeps the last bytes contiguous, so that a window is always one stretch of memory. */
  function remember(byte: number): void {
    if (historyEnd === history.length) {
      history.copyWithin(0, history.length - HISTORY_BYTES)
      historyEnd = HISTORY_BYTES
    }
    history[historyEnd++] = byte
    position += 1
  }

  function follow(byte: number): void {
    followed = followed.flatMap((place) => {
      const pcmu = place.utterance.speech.pcmu
      if (place.offset >= pcmu.length || pcmu[place.offset] !== byte) return []
      return [{ utterance: place.utterance, offset: place.offset + 1 }]
    })
  }

  function search(byte: number): void {
    if (historyEnd < WINDOW_BYTES) return
    const at = historyEnd - WINDOW_BYTES
    hash =
      hash === null || at === 0 ? hashWindow(history, at) : rollHash(hash, history[at - 1] as number, byte)
    const places = utterances.find(hash, history, at)
    if (places.length === 0) return
    followed = places.slice(0, MAX_CANDIDATES).map((place) => ({
      utterance: place.utterance,
      offset: place.offset + WINDOW_BYTES,
    }))
    hash = null
    beginPass()
  }

  /** Locked on: what was heard before the lock counts too, as far back as it agrees. */
  function beginPass(): void {
    const place = followed[0]
    if (!place) return
    const origin = position - place.offset
    const goesOn = pass?.utterance === place.utterance && place.offset >= pass.reached
    if (pass && goesOn) pass.origin = origin
    else pass = { utterance: place.utterance, origin, heardBytes: [], nextWord: 0, reached: 0, begunWord: -1 }
    let matched = 0
    while (matched < place.offset && matched < historyEnd) {
      if (history[historyEnd - 1 - matched] !== place.utterance.speech.pcmu[place.offset - 1 - matched]) break
      matched += 1
    }
    for (let i = matched; i > 0; i--) credit(pass, place.offset - i)
  }

  function hearByte(byte: number, heard: Heard[]): void {
    remember(byte)
    if (followed.length > 0) {
      const leader = followed[0]?.utterance
      follow(byte)
      const place = followed[0]
      if (place && place.utterance !== leader) beginPass()
      else if (place && pass) credit(pass, place.offset - 1)
      if (!place) hash = null
    }
    if (followed.length === 0) search(byte)
    if (!pass) return
    if (followed.length > 0) beginWord(pass, heard)
    finishWords(pass, heard)
  }

  function beginWord(current: Pass, heard: Heard[]): void {
    const word = current.utterance.speech.words[current.nextWord]
    if (
      !word ||
      current.begunWord >= current.nextWord ||
      (current.heardBytes[current.nextWord] ?? 0) < BEGUN_BYTES
    )
      return
    current.begunWord = current.nextWord
    heard.push({ ...timesOf(word, current.origin), type: 'word-started' })
  }

  /** A word is settled when its time has passed; then it was either understood or missed. */
  function finishWords(current: Pass, heard: Heard[]): void {
    const words = current.utterance.speech.words
    let word = words[current.nextWord]
    while (word && position >= current.origin + word.endMs * 8) {
      const bytes = current.heardBytes[current.nextWord] ?? 0
      if (bytes >= (word.endMs - word.startMs) * 8 * UNDERSTOOD_SHARE)
        heard.push(asHeard(word, current.origin))
      current.nextWord += 1
      word = words[current.nextWord]
    }
  }

  return {
    get heardMs() {
      return position / 8
    },
    hear(pcmu) {
      const heard: Heard[] = []
      for (const byte of pcmu) {
        hearByte(byte, heard)
      }
      heard.push(...loudness.hear(pcmu))
      return heard
    },
  }
}

function credit(pass: Pass, offset: number): void {
  pass.reached = Math.max(pass.reached, offset)
  const words = pass.utterance.speech.words
  for (let i = pass.nextWord; i < words.length; i++) {
    const word = words[i] as SpokenWord
    if (offset < word.startMs * 8) return
    if (offset < word.endMs * 8) {
      pass.heardBytes[i] = (pass.heardBytes[i] ?? 0) + 1
      return
    }
  }
}

const asHeard = (word: SpokenWord, origin: number): Heard => ({
  ...timesOf(word, origin),
  type: 'word',
  word: word.text,
})

const timesOf = (word: SpokenWord, origin: number): { startMs: number; endMs: number } => ({
  startMs: Math.round(origin / 8 + word.startMs),
  endMs: Math.round(origin / 8 + word.endMs),
})

/** Sound of any kind, understood or not. */
function soundGate(): { hear(pcmu: Uint8Array): Heard[] } {
  let rest = new Uint8Array(0)
  let frames = 0
  let loudFrames = 0
  let quietFrames = 0
  let sounding = false

  function hearFrame(frame: Uint8Array): Heard[] {
    frames += 1
    const loud = levelDbfs(frame) > SOUND_DBFS
    loudFrames = loud ? loudFrames + 1 : 0
    quietFrames = loud ? 0 : quietFrames + 1
    if (!sounding && loudFrames >= SOUND_AFTER_FRAMES) {
      sounding = true
      return [{ type: 'sound-started', atMs: (frames - loudFrames) * 10 }]
    }
    if (sounding && quietFrames >= QUIET_AFTER_FRAMES) {
      sounding = false
      return [{ type: 'sound-ended', atMs: (frames - quietFrames) * 10 }]
    }
    return []
  }

  return {
    hear(pcmu) {
      const whole = rest.length === 0 ? pcmu : Uint8Array.from([...rest, ...pcmu])
      const heard: Heard[] = []
      let at = 0
      for (; at + LEVEL_FRAME_BYTES <= whole.length; at += LEVEL_FRAME_BYTES) {
        heard.push(...hearFrame(whole.subarray(at, at + LEVEL_FRAME_BYTES)))
      }
      rest = whole.slice(at)
      return heard
    },
  }
}
