import { type Happening, toolsUsed } from './conversation.ts'

export interface Slot {
  readonly slot_id: string
  readonly spoken: string
}

/** All slots the tool ever returned, newest answer first. */
export function foundSlots(happenings: readonly Happening[]): Slot[] {
  return toolsUsed(happenings, 'find_inspection_slots')
    .reverse()
    .flatMap((tool) => (tool.failed ? [] : readSlots(tool.result)))
    .filter((slot, i, all) => all.findIndex((other) => other.slot_id === slot.slot_id) === i)
}

export function readSlots(result: string): Slot[] {
  try {
    const { slots } = JSON.parse(result) as { slots?: unknown }
    if (!Array.isArray(slots)) return []
    return (slots as Partial<Slot>[]).flatMap(({ slot_id, spoken }) =>
      slot_id && spoken ? [{ slot_id, spoken }] : [],
    )
  } catch {
    return []
  }
}

/** Slots the agent has named, whichever way the numbers were written. */
export const offeredSlots = (slots: readonly Slot[], agentTexts: readonly string[]): Slot[] =>
  slots.filter((slot) => agentTexts.some((text) => namesSlot(text, slot)))

export function namesSlot(text: string, { spoken }: Slot): boolean {
  const said = inDigits(text)
  if (said.includes(inDigits(spoken))) return true
  const [day] = DAYS.find(([name]) => spoken.toLowerCase().includes(name)) ?? []
  const time = timeOf(spoken)
  return day !== undefined && time !== null && said.includes(day) && said.includes(time)
}

/** "10 in the morning" out of "Tuesday, November 24th at ten in the morning"; "noon" stands alone. */
const timeOf = (spoken: string): string | null =>
  /\b(\d{1,2}(?::\d\d)? (?:in the (?:morning|afternoon|evening)|a\.?m\.?|p\.?m\.?)|noon\b)/.exec(
    inDigits(spoken),
  )?.[1] ?? null

const inDigits = (text: string): string =>
  text
    .toLowerCase()
    .replace(/\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b/g, (word) =>
      String(HOURS.indexOf(word) + 1),
    )

const DAYS = [
  ['monday', 'lunes'],
  ['tuesday', 'martes'],
  ['wednesday', 'miércoles'],
  ['thursday', 'jueves'],
  ['friday', 'viernes'],
  ['saturday', 'sábado'],
  ['sunday', 'domingo'],
  ['tomorrow', 'mañana'],
] as const
const HOURS = [
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'noon',
]

const AGREES = /\b(yes|yeah|yep|sure|ok|okay|fine|works|great|sounds good|perfect|sí|claro|está bien)\b/i
const ANY_OF_THEM = /\b(either|any of (them|those)|both work|cualquiera)\b/i

/** Which of the offered times the words mean; null when they mean none, or agree without saying to which of several. */
export function chosenSlot(words: string, offered: readonly Slot[]): Slot | null {
  const scored = offered.map((slot, i) => ({
    slot,
    score: likeness(inDigits(words), inDigits(slot.spoken), i),
  }))
  const best = [...scored].sort((a, b) => b.score - a.score)[0]
  if (best && best.score > 0) return best.slot
  const isAgreed = ANY_OF_THEM.test(words) || (offered.length === 1 && AGREES.test(words))
  return isAgreed ? (offered[0] ?? null) : null
}

/** "Okay." to two times at once. */
export const agreesToNone = (words: string, offered: readonly Slot[]): boolean =>
  offered.length > 1 && AGREES.test(words) && chosenSlot(words, offered) === null

function likeness(words: string, spoken: string, position: number): number {
  let score = 0
  for (const names of DAYS) {
    if (!names.some((name) => spoken.includes(name))) continue
    if (names.some((name) => words.includes(name))) score += 3
  }
  for (const hour of [...HOURS, ...(spoken.match(/\d+/g) ?? [])]) {
    const whole = new RegExp(`\\b${hour}\\b`)
    if (whole.test(spoken) && whole.test(words)) score += 1
  }
  if (/morning|a\.?m/.test(spoken) && /morning/.test(words)) score += 1
  if (/afternoon|p\.?m/.test(spoken) && /afternoon|tarde/.test(words)) score += 1
  if (position === 0 && /\b(first|earlier|former|sooner|primera?)\b/.test(words)) score += 3
  if (position === 1 && /\b(second|later one|latter|other one|segunda?)\b/.test(words)) score += 3
  return score
}

/** A wish for certain days, as the tool takes it. */
export function dayPreference(words: string): string | null {
  const found =
    /\b(mornings?|afternoons?|evenings?|weekends?|(?:next |this )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|week)|tomorrow)\b/i.exec(
      words,
    )
  return found?.[1] ?? null
}
