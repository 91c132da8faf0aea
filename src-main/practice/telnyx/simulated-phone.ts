import { FRAME_MS } from '../../core/audio/pcmu.ts'
import { hashText } from '../chance.ts'
import { type Heard, type Listener, listener } from '../ears/listener.ts'
import type { HeardUtterances } from '../ears/utterances.ts'
import type { Listing } from '../homeowners/directory.ts'
import { type Homeowner, type HomeownerAction, type HomeownerEvent, meet } from '../homeowners/homeowner.ts'
import { reactHomeowner } from '../homeowners/react-homeowner.ts'
import type { Studio } from '../voices/studio.ts'
import type { Voice } from '../voices/voice.ts'
import { type CallTruth, noteHeard } from './call-truth.ts'
import { phoneMouth } from './phone-mouth.ts'

/** A homeowner's telephone: ears that hear what really arrives, a voice, and somebody who reacts. */
export interface SimulatedPhone {
  answer(): void
  /** Plays 20 ms to the homeowner and takes 20 ms from them. */
  exchange(frame: Uint8Array): Uint8Array
  readonly truth: CallTruth
}

export interface PhoneHooks {
  hungUp(): void
  beeped(): void
  pressedDigit(digit: string): void
}

const STILL_TALKING_MS = 300
const SHORTEST_PUZZLING_SOUND_MS = 700

export function simulatedPhone(
  { character, facts }: Listing,
  seed: number,
  { studio, utterances }: { studio: Studio; utterances: HeardUtterances },
  hooks: PhoneHooks,
): SimulatedPhone {
  const ears: Listener = listener(utterances)
  const truth: CallTruth = { said: [], heard: [] }
  const mouth = phoneMouth(character.voice.roomDbfs, hashText(`${seed} room`), truth.said)
  const wakes: { atMs: number; id: string }[] = []
  let homeowner: Homeowner = meet(character, seed, facts)
  let preparing = 0
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
        say(action).catch((error: unknown) => console.error('A homeowner lost their voice', error))
        return
      case 'stop-talking':
        preparing += 1
        mouth.stop(nowMs)
        return
      case 'beep':
        mouth.beep()
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
    mouth.stop(nowMs)
    mouth.say(speech, action.mood, action.takesTurn, nowMs)
  }

  function speakOwnFrame(): Uint8Array {
    const { frame, finished } = mouth.nextFrame(nowMs)
    if (finished === 'beep') hooks.beeped()
    if (finished === 'turn') forgetWhatWasTalkedOver()
    if (finished === 'turn' || finished === 'murmur') tell({ type: 'own-line-finished', atMs: nowMs })
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
    if (soundSinceMs !== null || mouth.isTalking) {
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
      const own = speakOwnFrame()
      nowMs += FRAME_MS
      return own
    },
  }
}

function inMood(voice: Voice, mood: string): Voice {
  if (mood === 'angry') return { ...voice, stretch: voice.stretch * 0.9, pitch: voice.pitch * 1.05 }
  if (mood === 'hurried') return { ...voice, stretch: voice.stretch * 0.92 }
  return voice
}
