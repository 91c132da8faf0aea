/** What a homeowner takes the agent's words to mean. Words, not wording: the agent improvises. */

export type AgentIntent =
  | 'greets'
  | 'asks-if-good-time'
  | 'asks-when-to-call'
  | 'asks-owner'
  | 'asks-roof-age'
  | 'asks-damage'
  | 'asks-insurance'
  | 'asks-who-decides'
  | 'asks-address'
  | 'asks-day'
  | 'asks-anything'
  | 'offers-slots'
  | 'confirms-booking'
  | 'confirms-callback'
  | 'confirms-removal'
  | 'answers-price'
  | 'admits-ai'
  | 'refuses'
  | 'checks-presence'
  | 'says-goodbye'
  | 'states'
  | 'unclear'

const DAY =
  /\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|today|lunes|martes|miércoles|miercoles|jueves|viernes|sábado|sabado|domingo|mañana)\b/i

type Rule = readonly [AgentIntent, RegExp]

/** Whatever else is said, these decide. */
const DECISIVE: readonly Rule[] = [
  [
    'confirms-removal',
    /(off|from) (of )?(our|the|my|this) (calling |call )?list|(won't|will not|not) (be )?call(ing)? (you )?(again|anymore)|removed your number|no (le|lo|la) (volveremos|vamos) a llamar|de nuestra lista/i,
  ],
  [
    'confirms-booking',
    /you('re| are) (all set|booked|confirmed|down for)|(i|we)('ve| have) (got )?(you|that|it)( all)? (down|booked|scheduled|set)|(is|are) (booked|confirmed)|(inspector|crew|team|someone) will (be there|come|see you|arrive)|see you (on )?(mon|tues|wednes|thurs|fri|satur)|queda (confirmad|agendad|reservad)|está (confirmad|agendad)/i,
  ],
  [
    'confirms-callback',
    /(we'll|we will|i'll|i will|someone will) (call|try|ring|reach) (you )?(back|again|then|later|tomorrow|on)|give you a (call|ring) (back|then|tomorrow|later)|(le|lo|la) (llamaremos|llamamos)/i,
  ],
  [
    'says-goodbye',
    /\b(good ?bye|bye[ -]?bye|bye|adiós|adios|hasta luego)\b|have a (great|good|nice|wonderful|lovely)\b|take care\b|que tenga (un )?buen/i,
  ],
]

const QUESTIONS: readonly Rule[] = [
  [
    'asks-when-to-call',
    /(when|what time|what day|better time).{0,40}(call|try|reach|talk)|cuándo.{0,30}(llamar|llame)/i,
  ],
  [
    'asks-if-good-time',
    /(good|bad|okay|ok) (time|moment)|caught you|have (a|one|two|just a) (quick )?(minute|moment|second|sec)|(buen|mal) momento/i,
  ],
  ['checks-presence', /(are you|you) (still )?(there|with me)|can you hear|still on the line|me escucha/i],
  ['asks-owner', /\b(do|are) you.{0,20}\bown|homeowner|owner of|who owns|rent|dueñ|propietari/i],
  [
    'asks-roof-age',
    /how old|what year|(when|long).{0,30}(roof|replaced|put on|installed)|age of|cuántos años|antigüedad/i,
  ],
  ['asks-who-decides', /(anyone|someone|anybody|somebody) else|who (else )?decides|alguien más/i],
  ['asks-insurance', /insurance|claim|adjuster|seguro/i],
  [
    'asks-damage',
    /leak|damage|missing|stain|hail|storm|noticed|seen any|problem|concern|gotera|daño|granizo/i,
  ],
  ['asks-address', /address|the (house|home|place|property) (at|on)|still (at|on|live)|dirección/i],
  [
    'asks-day',
    /(what|which) (day|time)|morning|afternoon|when (would|works|is|could)|(qué|que) (día|dia|hora)|por la (mañana|tarde)/i,
  ],
]

const STATEMENTS: readonly Rule[] = [
  [
    'admits-ai',
    /(i'm|i am|you're (talking|speaking) (to|with)|this is) (an? |summit\S* )?([\w' ]{0,30})?(a\.? ?i\.?\b|artificial|automated|virtual assistant)|soy (una|un) (asistente|inteligencia)/i,
  ],
  [
    'refuses',
    /(can't|cannot|can not|not able to|unable to|not allowed to|couldn't) (promise|offer|waive|cover|pay|guarantee|give|say|discuss|make)|that's (up to|between you and) your (insur|adjust)/i,
  ],
  ['answers-price', /\bfree\b|no (cost|charge|obligation)|doesn't cost|won't cost|gratis|sin costo/i],
]

export function agentIntent(text: string, isFirst: boolean): AgentIntent {
  if (text.trim() === '') return 'unclear'
  const decisive = firstMatch(DECISIVE, text)
  const questions = text.match(/[^.?!]*\?/g) ?? []
  const lastQuestion = questions.at(-1) ?? ''
  if (isFirst && /\bthis is\b|calling|le llamo|le habla/i.test(text)) return 'greets'
  if (decisive) return decisive
  if (offersSlots(text, lastQuestion)) return 'offers-slots'
  const asked = firstMatch(QUESTIONS, lastQuestion)
  const told = firstMatch(STATEMENTS, text)
  if (told && (asked === null || asked === 'asks-if-good-time')) return told
  if (asked) return asked
  return lastQuestion ? 'asks-anything' : 'states'
}

/** Naming a day, or a time of day, and asking whether it suits. */
function offersSlots(text: string, lastQuestion: string): boolean {
  if (!lastQuestion) return false
  const asksChoice =
    /work|better|prefer|suit|good|which|okay|sound|take|funciona|prefiere|conviene|parece|queda/i.test(
      lastQuestion,
    )
  const namesTime = /\b(at|a las|a la|around|between)\b|o'clock|\d|a\.?m\.?|p\.?m\.?|noon/i.test(text)
  return asksChoice && DAY.test(text) && (namesTime || /\bor\b|\bo\b/.test(text))
}

const firstMatch = (rules: readonly Rule[], text: string): AgentIntent | null =>
  rules.find(([, pattern]) => pattern.test(text))?.[0] ?? null

/** People answer with the day and the hour, not the date. */
const DATE =
  /,? (?:January|February|March|April|May|June|July|August|September|October|November|December) (?:\d{1,2}(?:st|nd|rd|th)?|[a-z]+(?:-[a-z]+)?(?:st|nd|rd|th))\b,?/i

/** The times on offer, as the agent put them: "Tuesday at ten in the morning". */
export function offeredTimes(text: string): string[] {
  const day = DAY.source.replace(/^\\b|\\b$/g, '')
  const pattern = new RegExp(`${day}[^.?!]*?(?=,? (?:or|o)\\b|, ${day}|[.?!]|$)`, 'gi')
  return (text.match(pattern) ?? [])
    .map((offer) =>
      offer
        .replace(/,?\s*(which|what|does|would|do)\b.*$/i, '')
        .replace(/[,;]\s*$/, '')
        .trim(),
    )
    .map((offer) => offer.replace(DATE, ''))
    .filter((offer) =>
      /\d|\b(at|around|between|a las|a la|morning|afternoon|noon|mañana|tarde)\b/i.test(offer),
    )
}
