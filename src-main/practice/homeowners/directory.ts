import { readFileSync } from 'node:fs'
import { hashText } from '../chance.ts'
import type { Character, PersonFacts } from './character.ts'
import { difficultPeople } from './characters/difficult.ts'
import { machinesAndSilence } from './characters/machines.ts'
import { willingPeople } from './characters/willing.ts'
import { wordlessPeople } from './characters/wordless.ts'

/** Who lives behind which telephone number. */
export interface Listing {
  readonly character: Character
  readonly facts: PersonFacts
}

export interface DirectoryEntry extends PersonFacts {
  readonly phone: string
  readonly character: string
}

export interface Directory {
  find(phone: string): Listing
  all(): Listing[]
  /** Makes a number somebody else, for a test. */
  put(entry: Partial<PersonFacts> & { phone: string; character: string }): void
}

export const CHARACTERS: readonly Character[] = [
  ...willingPeople,
  ...difficultPeople,
  ...wordlessPeople,
  ...machinesAndSilence,
]

export function characterById(id: string): Character {
  const found = CHARACTERS.find((character) => character.id === id)
  if (!found) throw new Error(`There is no homeowner character ${id}`)
  return found
}

export function directory(entries: readonly DirectoryEntry[]): Directory {
  const listings = new Map(entries.map((entry) => [entry.phone, listing(entry)]))
  return {
    find: (phone) => listings.get(phone) ?? stranger(phone),
    all: () => [...listings.values()],
    put(entry) {
      const known = (listings.get(entry.phone) ?? stranger(entry.phone)).facts
      listings.set(entry.phone, listing({ ...known, ...entry }))
    },
  }
}

export const readDirectory = (path: string): Directory =>
  directory(JSON.parse(readFileSync(path, 'utf8')) as DirectoryEntry[])

const listing = ({ character, name, street, roofAgeYears }: DirectoryEntry): Listing => ({
  character: characterById(character),
  facts: { name, street, roofAgeYears },
})

/** Unlisted numbers are always the same made-up person. */
function stranger(phone: string): Listing {
  const hash = hashText(phone)
  const answering = [...willingPeople, ...difficultPeople]
  const firstNames = ['Jordan', 'Casey', 'Robin', 'Taylor', 'Morgan', 'Jamie']
  return {
    character: answering[hash % answering.length] as Character,
    facts: {
      name: `${firstNames[hash % firstNames.length]} Example`,
      street: `${100 + (hash % 900)} Sample Street`,
      roofAgeYears: 8 + (hash % 17),
    },
  }
}
