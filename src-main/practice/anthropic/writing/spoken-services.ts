/** An answer of a script has room for so much of them. */
const MOST_CHARS = 350

/** A contractor's services as one says them: "roof inspection, storm repair and GAF shingles". All of them, as far as an answer has room. */
export function spokenServices(services: readonly string[]): string {
  const spoken = services.map((service) => service.trim().replace(/[\p{L}'’]+/gu, inLowerCase))
  const named = spoken.filter((_, at) => spoken.slice(0, at + 1).join(', ').length <= MOST_CHARS)
  const all = named.length < spoken.length ? [...named, 'more'] : named
  return [all.slice(0, -1).join(', '), all.at(-1)].filter(Boolean).join(' and ')
}

/** A capital stays where the word may be somebody's name. */
const inLowerCase = (word: string): string => (TRADE_WORDS.test(word) ? word.toLowerCase() : word)

const TRADE_WORDS =
  /^(roof(s|ing)?|re|inspections?|replacements?|repairs?|restoration|installation|maintenance|cleaning|coatings?|estimates?|claims?|free|new|full|complete|storm|hail|wind|water|damage|emergency|leaks?|gutters?|guards?|siding|skylights?|solar|panels?|shingles?|asphalt|metal|tiles?|slate|cedar|flat|flashing|ventilation|attic|insulation|chimneys?|soffits?|fascia|windows?|painting|commercial|residential|home|insurance|help|services?)$/i
