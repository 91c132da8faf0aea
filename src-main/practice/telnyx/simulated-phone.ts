import { FRAME_BYTES, FRAME_MS } from '../../core/audio/pcmu.ts'
import { hashText } from '../chance.ts'
import { type Heard, type Listener, listener } from '../ears/listener.ts'
import type { HeardUtterances } from '../ears/utterances.ts'
import type { Listing } from '../homeowners/directory.ts'
import { type Homeowner, type HomeownerAction, type HomeownerEvent, meet } from '../homeowners/homeowner.ts'
import { reactHomeowner } from '../homeowners/react-homeowner.ts'
import { roomNoise, tone } from '../voices/shape-speech.ts'
import type { Studio } from '../voices/studio.ts'
import { type Speech, spokenText, type Voice } from '../voices/voice.ts'

/** A homeowner's telephone: ears that hear what really arrives, a voice, and somebody who reacts. */
export interface SimulatedPhone {
  answer(): void
  /** Plays 20 ms to the homeowner and takes 20 ms from them. */
  exchange(frame: Uint8Array): Uint8Array
  readonly truth: CallTruth
}

/** What really happened, for tests to compare transcripts with. Times count from the answer. */
export interface CallTruth {
  readonly said: SaidLine[]
  readonly heard: HeardStretch[]
}

export interface SaidLine {
  readonly text: string
  readonly startedAtMs: number
  endedAtMs: number | null
  /** The words that really went down the line, fewer when cut off. */
  spokenText: string
  readonly mood: string
}

export interface HeardStretch {
  text: string
  readonly startMs: number
  endMs: number
}

export interface PhoneHooks {
  hungUp(): void
  beeped(): void
  pressedDigit(digit: string): void
}

interface Talking {
  readonly speech: Speech
  readonly line: SaidLine
  readonly takesTurn: boolean
  at: number
}

const NOISE_LOOP_MS = 4_000
const BEEP = tone(1_000, 420)
const STILL_TALKING_MS = 300
const NEW_STRETCH_AFTER_MS = 1_200
const SHORTEST_PUZZLING_SOUND_MS = 700

export function simulatedPhone(
  { character, facts }: Listing,
  seed: number,
  { studio, utterances }: { studio: Studio; utterances: HeardUtterances },
  hooks: PhoneHooks,
): SimulatedPhone {
  const ears: Listener = listener(utterances)
  const room = roomNoise(NOISE_LOOP_MS, character.voice.roomDbfs, hashText(`${seed} room`))
  const truth: CallTruth = { said: [], heard: [] }
  const wakes: { atMs: number; id: string }[] = []
  let homeowner: Homeowner = meet(character, seed, facts)
  let talking: Talking | null = null
  let preparing = 0
  let beepAt: number | null = null
  let nowMs = 0
  let quietSinceMs = 0
  let toldSilenceMs = 0
  let stretch: { words: string[]; lastMs: number } | null = null
  let soundSinceMs: number | null = null
  let puzzlingSinceMs: number | null = null

  function tell(event: HomeownerEvent): void {
    const [next, ...actions] = reactHomeowner(homeowner, event)
    homeowner = next
    for (const action of actions) perform(action)
  }

  function perform(action: HomeownerAction): void {
    switch (action.do) {
      case 'say':
        void say(action)
        return
      case 'stop-talking':
        stopTalking()
        return
      case 'beep':
        beepAt = 0
        return
      case 'press-digit':
        hooks.pressedDigit(action.digit)
        return
      case 'wake-after':
        wakes.push({ atMs: nowMs + action.ms, id: action.id })
        return
      case 'hang-up':
        hooks.hungUp()
        return
    }
  }

  async function say(action: Extract<HomeownerAction, { do: 'say' }>): Promise<void> {
    const turn = ++preparing
    const voice = action.by === 'machine' ? character.voice : homeowner.character.voice
    const speech = await studio.speak(inMood(voice, action.mood), action.text)
    if (turn !== preparing) return
    stopTalking()
    const line: SaidLine = {
      text: speech.text,
      startedAtMs: nowMs,
      endedAtMs: null,
      spokenText: '',
      mood: action.mood,
    }
    truth.said.push(line)
    talking = { speech, line, takesTurn: action.takesTurn, at: 0 }
  }

  function stopTalking(): void {
    preparing += 1
    if (!talking) return
    const spokenMs = talking.at / 8
    talking.line.spokenText = talking.speech.words
      .filter((word) => word.endMs <= spokenMs)
      .map((word) => word.text)
      .join(' ')
    talking.line.endedAtMs = nowMs
    talking = null
  }

  function ownFrame(): Uint8Array {
    if (talking) return talkingFrame(talking)
    if (beepAt !== null) {
      const frame = BEEP.slice(beepAt, beepAt + FRAME_BYTES)
      beepAt += FRAME_BYTES
      if (beepAt >= BEEP.length) {
        beepAt = null
        hooks.beeped()
      }
      if (frame.length === FRAME_BYTES) return frame
    }
    return roomFrame()
  }

  function roomFrame(): Uint8Array {
    const at = (nowMs % NOISE_LOOP_MS) * 8
    return room.slice(at, at + FRAME_BYTES)
  }

  function talkingFrame(current: Talking): Uint8Array {
    const frame = roomFrame()
    frame.set(current.speech.pcmu.subarray(current.at, current.at + FRAME_BYTES))
    current.at += FRAME_BYTES
    if (current.at >= current.speech.pcmu.length) {
      current.line.spokenText = spokenText(current.speech.text)
      current.line.endedAtMs = nowMs + FRAME_MS
      talking = null
      if (current.takesTurn) forgetWhatWasTalkedOver()
      tell({ type: 'own-line-finished', atMs: nowMs })
    }
    return frame
  }

  /** Whoever cut in waits for an answer to that, not to the half sentence before it. */
  function forgetWhatWasTalkedOver(): void {
    if (soundSinceMs !== null || (stretch && nowMs - stretch.lastMs < STILL_TALKING_MS)) return
    stretch = null
    puzzlingSinceMs = null
  }

  function listen(heard: readonly Heard[]): void {
    const words: string[] = []
    for (const event of heard) {
      if (event.type === 'sound-started') {
        soundSinceMs = event.atMs
        puzzlingSinceMs ??= event.atMs
      } else if (event.type === 'sound-ended') {
        soundSinceMs = null
        quietSinceMs = event.atMs
        if (event.atMs - (puzzlingSinceMs ?? event.atMs) < SHORTEST_PUZZLING_SOUND_MS) puzzlingSinceMs = null
      } else if (event.type === 'word') {
        words.push(event.word)
        noteHeard(truth, event)
      }
    }
    if (words.length === 0) return
    puzzlingSinceMs = null
    if (!stretch) {
      stretch = { words: [], lastMs: nowMs }
      tell({ type: 'agent-started', atMs: nowMs })
    }
    stretch.words.push(...words)
    stretch.lastMs = nowMs
    tell({ type: 'agent-words', text: words.join(' '), atMs: nowMs })
  }

  /** The agent's turn is over once the line has been quiet for as long as this person waits. */
  function noticeQuiet(): void {
    if (soundSinceMs !== null || talking) {
      quietSinceMs = nowMs
      toldSilenceMs = 0
      return
    }
    const quietMs = nowMs - quietSinceMs
    if (quietMs >= character.reactionMs && (stretch || puzzlingSinceMs !== null)) {
      const text = stretch?.words.join(' ') ?? ''
      stretch = null
      puzzlingSinceMs = null
      tell({ type: 'agent-finished', text, atMs: nowMs })
      return
    }
    if (quietMs - toldSilenceMs >= 1_000) {
      toldSilenceMs += 1_000
      tell({ type: 'silence', ms: toldSilenceMs, atMs: nowMs })
    }
  }

  return {
    truth,
    answer: () => tell({ type: 'answered', atMs: 0 }),
    exchange(frame) {
      listen(ears.hear(frame))
      noticeQuiet()
      for (const wake of wakes.filter(({ atMs }) => atMs <= nowMs)) {
        wakes.splice(wakes.indexOf(wake), 1)
        tell({ type: 'wake', id: wake.id, atMs: nowMs })
      }
      const own = ownFrame()
      nowMs += FRAME_MS
      return own
    },
  }
}

function noteHeard(truth: CallTruth, word: Extract<Heard, { type: 'word' }>): void {
  const last = truth.heard.at(-1)
  if (last && word.startMs - last.endMs < NEW_STRETCH_AFTER_MS) {
    last.text += ` ${word.word}`
    last.endMs = word.endMs
  } else {
    truth.heard.push({ text: word.word, startMs: word.startMs, endMs: word.endMs })
  }
}

function inMood(voice: Voice, mood: string): Voice {
  if (mood === 'angry') return { ...voice, stretch: voice.stretch * 0.9, pitch: voice.pitch * 1.05 }
  if (mood === 'hurried') return { ...voice, stretch: voice.stretch * 0.92 }
  return voice
}
