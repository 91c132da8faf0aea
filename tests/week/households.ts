import { dice, hashText } from '../../src-main/practice/chance.ts'
import type { Character } from '../../src-main/practice/homeowners/character.ts'
import { characterById } from '../../src-main/practice/homeowners/directory.ts'

/** What a phone does when it is called once. */
export type PickUp =
  | { readonly how: 'rings-out' | 'busy' | 'unreachable' }
  | { readonly how: 'voicemail'; readonly character: Character }
  /** `leavesAfterMs`: so long after the answer they are called away and hang up, whatever is being said; null: never. */
  | { readonly how: 'person'; readonly character: Character; readonly leavesAfterMs: number | null }

/** Who picks up, of a hundred calls; the rest rings out. */
const SHARES: readonly (readonly [percent: number, how: PickUp['how'], character: string | null])[] = [
  [5, 'busy', null],
  [1, 'unreachable', null],
  [36, 'voicemail', 'voicemail'],
  [2, 'voicemail', 'mailbox-full'],
  [2, 'person', 'call-screening'],
  [4, 'person', 'books-at-once'],
  [1, 'person', 'sceptical-about-price'],
  [1, 'person', 'says-mm-hm'],
  [1, 'person', 'spanish-speaker'],
  [2, 'person', 'busy-call-later'],
  [2, 'person', 'not-interested'],
  [3, 'person', 'stop-calling'],
  [1, 'person', 'wrong-number'],
  [1, 'person', 'renter'],
]

/** Of a hundred people who talk. */
const CALLED_AWAY = 25

/** The nth call to a number, told from the seed alone: a crash changes nothing about who picks up. */
export function pickUpOf(seed: number, phone: string, nth: number): PickUp {
  const chance = dice(hashText(`${seed} ${phone} ${nth}`))
  const [, how, id] = drawn(SHARES, chance()) ?? [0, 'rings-out', null]
  if (how === 'voicemail') return { how, character: characterById(id as string) }
  if (how !== 'person') return { how }
  const leavesAfterMs = chance() * 100 < CALLED_AWAY ? 12_000 + Math.round(chance() * 20_000) : null
  return { how, character: characterById(id as string), leavesAfterMs }
}

/** What a homeowner writes back. */
export interface TextReply {
  readonly text: string
  readonly asks: 'stop' | 'call' | 'something'
  /** The carrier knows the word, keeps a list of its own and answers by itself. */
  readonly carrierAnswered: 'STOP' | 'HELP' | null
  readonly afterMs: number
}

/** Of a hundred texts that arrive; to the rest nobody answers. */
const REPLIES: readonly (readonly [
  percent: number,
  text: string,
  asks: TextReply['asks'],
  carrierAnswered: TextReply['carrierAnswered'],
])[] = [
  [6, 'STOP', 'stop', 'STOP'],
  [2, 'Please stop texting me', 'stop', null],
  [1, 'ALTO', 'stop', null],
  [8, 'YES', 'call', null],
  [4, 'YES but call me tomorrow after 5', 'call', null],
  [3, 'How much is it?', 'something', null],
  [1, 'HELP', 'something', 'HELP'],
  [1, 'info', 'something', null],
]
const ANSWERS_WITHIN_MS = 90 * 60_000

/** The answer to the nth text to a number, told from the seed alone; null for none. */
export function textReplyOf(seed: number, phone: string, nth: number): TextReply | null {
  const chance = dice(hashText(`${seed} reply ${phone} ${nth}`))
  const found = drawn(REPLIES, chance())
  if (!found) return null
  const [, text, asks, carrierAnswered] = found
  return { text, asks, carrierAnswered, afterMs: Math.round(chance() * ANSWERS_WITHIN_MS) }
}

function drawn<Share extends readonly [percent: number, ...unknown[]]>(
  shares: readonly Share[],
  chance: number,
): Share | undefined {
  let left = chance * 100
  return shares.find(([percent]) => {
    left -= percent
    return left < 0
  })
}
