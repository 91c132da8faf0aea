import { hashText } from '../chance.ts'
import type { AgentIntent } from './agent-intents.ts'
import type { Character, Mood, PersonFacts } from './character.ts'

/**
 * One homeowner on the phone: an event in, the next state and what they do out. Time is data and chance
 * comes from the seed, so the same person can be played in real time or in a test's own time.
 */
export type HomeownerEvent =
  | { readonly type: 'answered'; readonly atMs: number }
  | { readonly type: 'agent-started'; readonly atMs: number }
  | { readonly type: 'agent-words'; readonly text: string; readonly atMs: number }
  /** The agent has been quiet for this person's reaction time. Empty text: sound that was not understood. */
  | { readonly type: 'agent-finished'; readonly text: string; readonly atMs: number }
  | { readonly type: 'own-line-finished'; readonly atMs: number }
  | { readonly type: 'silence'; readonly ms: number; readonly atMs: number }
  | { readonly type: 'wake'; readonly id: string; readonly atMs: number }

export type HomeownerAction =
  | {
      readonly do: 'say'
      readonly text: string
      readonly mood: Mood
      readonly mayBeInterrupted: boolean
      readonly by: 'person' | 'machine'
      /** False for a murmur: the agent keeps the floor. */
      readonly takesTurn: boolean
    }
  | { readonly do: 'stop-talking' }
  | { readonly do: 'beep' }
  | { readonly do: 'press-digit'; readonly digit: string }
  | { readonly do: 'wake-after'; readonly id: string; readonly ms: number }
  | { readonly do: 'hang-up' }

export interface Homeowner {
  readonly character: Character
  readonly facts: PersonFacts
  readonly seed: number
  readonly status: 'waiting' | 'on-the-line' | 'leaving' | 'gone'
  readonly speaking: boolean
  /** What they are saying is only a murmur. */
  readonly murmuring: boolean
  readonly turns: number
  readonly wordsThisStretch: number
  readonly interruptedThisStretch: boolean
  readonly hellos: number
  /** How often each intent was met. */
  readonly met: Readonly<Partial<Record<AgentIntent | 'interrupted' | 'backchannel', number>>>
}

export type Reaction = readonly [Homeowner, ...HomeownerAction[]]

const NOBODY_IN_PARTICULAR: PersonFacts = {
  name: 'Alex Sample',
  street: '100 Example Street',
  roofAgeYears: 15,
}

export const meet = (
  character: Character,
  seed: number,
  facts: PersonFacts = NOBODY_IN_PARTICULAR,
): Homeowner => ({
  character,
  facts,
  seed: (seed ^ hashText(character.id)) >>> 0,
  status: 'waiting',
  speaking: false,
  murmuring: false,
  turns: 0,
  wordsThisStretch: 0,
  interruptedThisStretch: false,
  hellos: 0,
  met: {},
})

export const hangUp = (state: Homeowner): Reaction => [
  { ...state, status: 'gone', speaking: false },
  { do: 'hang-up' },
]

export function unreachable(value: never): never {
  throw new Error(`Unexpected ${JSON.stringify(value)}`)
}
