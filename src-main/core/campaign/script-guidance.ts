import { forbiddenIn } from '../conversation/forbidden-words.ts'

/** Offers that no script may make (compliance.md section 15), unless the sentence forbids them itself. */
const OFFERS = /\b(discounts?|deductibles?|guarantee[ds]?|rebates?|coupons?)\b|\d ?%|\bpercent off\b/i
const FORBIDS = /\b(no|not|never|without|avoid|don['’]?t)\b/i

/** A person's note for the script, sentence by sentence: what the writer is told, and what no script may say. */
export function readGuidance(guidance: string | null): { told: string | null; leftOut: string[] } {
  const sentences = (guidance ?? '')
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter(Boolean)
  const leftOut = sentences.filter(mayNotBeSaid)
  const told = sentences.filter((sentence) => !leftOut.includes(sentence))
  return { told: told.length === 0 ? null : told.join(' '), leftOut }
}

/** What the version says about a note that was not taken over whole; null when it was. */
export function leftOutNote(leftOut: readonly string[]): string | null {
  if (leftOut.length === 0) return null
  const quoted = leftOut.map((sentence) => `“${sentence}”`).join(' ')
  return `Left out of your note: ${quoted} The agent may not promise discounts, deductibles, insurance payments or guarantees, nor pass for a person.`
}

const mayNotBeSaid = (sentence: string): boolean =>
  forbiddenIn(sentence) !== null || (OFFERS.test(sentence) && !FORBIDS.test(sentence))
