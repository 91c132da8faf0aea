import { dice, hashText } from '../../src-main/practice/chance.ts'
import type { Character } from '../../src-main/practice/homeowners/character.ts'
import { characterById } from '../../src-main/practice/homeowners/directory.ts'

/** What a phone does when it is called once. */
export type PickUp =
  | { readonly how: 'rings-out' | 'busy' | 'unreachable' }
  | { readonly how: 'voicemail'; readonly character: Character }
  | { readonly how: 'person'; readonly character: Character }

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

/** The nth call to a number, told from the seed alone: a crash changes nothing about who picks up. */
export function pickUpOf(seed: number, phone: string, nth: number): PickUp {
  let left = dice(hashText(`${seed} ${phone} ${nth}`))() * 100
  for (const [percent, how, character] of SHARES) {
    left -= percent
    if (left >= 0) continue
    if (how === 'voicemail' || how === 'person') return { how, character: characterById(character as string) }
    return { how }
  }
  return { how: 'rings-out' }
}
