import type { Voice } from '../voices/voice.ts'
import type { AgentIntent } from './agent-intents.ts'

/** Who may pick up the phone, written down as data. `{first}`, `{street}` … stand for the person's own facts. */

export interface Reply {
  /** Null: says nothing. */
  readonly say: string | null
  readonly mood?: Mood
  readonly next?: 'hang-up'
  /** Presses this key instead of, or after, speaking. */
  readonly digit?: string
}

export type Mood =
  | 'friendly'
  | 'neutral'
  | 'hurried'
  | 'doubtful'
  | 'annoyed'
  | 'angry'
  | 'confused'
  | 'machine'

export type PickUp =
  | { readonly how: 'answers'; readonly afterMs: number }
  | { readonly how: 'rings-out' }
  | { readonly how: 'busy' }
  | { readonly how: 'declines'; readonly afterMs: number }

/** What the carrier's answering-machine detection makes of the first seconds. */
export type DetectedAs = 'human_residence' | 'machine' | 'not_sure'

interface Anyone {
  readonly id: string
  readonly summary: string
  readonly voice: Voice
  readonly pickUp: PickUp
  readonly detectedAs: DetectedAs
  /** How long the line must be quiet before they take their turn. */
  readonly reactionMs: number
}

export interface Person extends Anyone {
  readonly kind: 'person'
  readonly language: 'en' | 'es'
  readonly opening: string
  /** The nth time an intent is met the nth reply is given; the last one stays. */
  readonly replies: Partial<Record<AgentIntent, readonly Reply[]>>
  /** Cuts in after hearing this many words of one stretch. */
  readonly interruptsAfterWords?: number
  readonly interruptions?: readonly string[]
  /** Says a short word after every so many words heard, and goes on listening. */
  readonly backchannelEveryWords?: number
  readonly backchannels?: readonly string[]
  readonly slotPreference: 'first' | 'second' | 'morning' | 'afternoon'
  /** Ends the call after this many replies, whatever happens. */
  readonly patience: number
  /** What they write back to the first text they get; nothing when left out. */
  readonly answersText?: string
  /** Unimpressed by being talked over: keeps talking. */
  readonly talksOver?: boolean
}

export interface Machine extends Anyone {
  readonly kind: 'machine'
  readonly announcement: string
  readonly after:
    | { readonly do: 'record'; readonly maxMs: number }
    | { readonly do: 'hang-up' }
    | { readonly do: 'screen'; readonly person: Person }
}

export type Character = Person | Machine

export interface PersonFacts {
  readonly name: string
  readonly street: string
  readonly roofAgeYears: number
}

export const withFacts = (line: string, facts: PersonFacts): string =>
  line
    .replaceAll('{first}', facts.name.split(' ')[0] ?? facts.name)
    .replaceAll('{name}', facts.name)
    .replaceAll('{street}', facts.street)
    .replaceAll('{age}', String(facts.roofAgeYears))
