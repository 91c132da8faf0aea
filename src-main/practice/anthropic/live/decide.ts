import { agentTexts, type Conversation, type Happening, latestWords, toolsUsed } from './conversation.ts'
import { type HomeownerIntent, homeownerIntents, languageOf } from './homeowner-intents.ts'
import { type Language, type PhraseName, phrase } from './phrases.ts'
import { chosenSlot, dayPreference, foundSlots, offeredSlots, readSlots, type Slot } from './slots.ts'

/** One live turn: what to say, and which tool to use after saying it. */
export interface Turn {
  readonly say: string
  readonly tool?: { readonly name: string; readonly input: Readonly<Record<string, unknown>> }
}

const NAMES_DAY = /\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow)\b/i
const MOST_QUESTIONS = 2
const MOST_LOOKUPS = 3
const MOST_OFFERS = 4

interface Situation extends Conversation {
  readonly words: string
  readonly language: Language
  readonly spoken: readonly string[]
  readonly slots: readonly Slot[]
  readonly offered: readonly Slot[]
  say(name: PhraseName, fill?: Readonly<Record<string, string>>): string
}

export function decideTurn(conversation: Conversation): Turn {
  const situation = understand(conversation)
  const last = conversation.happenings.at(-1)
  const turn = last?.by === 'tool' ? afterTool(situation, last) : answer(situation)
  return notTwice(situation, turn)
}

function understand(conversation: Conversation): Situation {
  const { happenings, contractor } = conversation
  const spoken = agentTexts(happenings)
  const language = languageOf(
    happenings.flatMap((happening) => (happening.by === 'homeowner' ? [happening.text] : [])),
  )
  const slots = foundSlots(happenings)
  const company = contractor.display_name ?? contractor.legal_name ?? 'our company'
  return {
    ...conversation,
    words: latestWords(happenings),
    language,
    spoken,
    slots,
    offered: offeredSlots(slots, spoken),
    say: (name, fill) => phrase(name, language, spoken, { company, ...fill }),
  }
}

function afterTool(situation: Situation, tool: Extract<Happening, { by: 'tool' }>): Turn {
  switch (tool.name) {
    case 'find_inspection_slots': {
      const fresh = readSlots(tool.result).filter((slot) => !situation.offered.includes(slot))
      return offer(situation, fresh.length > 0 ? fresh : readSlots(tool.result))
    }
    case 'book_inspection':
      return tool.failed ? lookUp(situation, 'notBooked') : confirm(situation, tool)
    case 'schedule_callback':
      return goodbye(situation, 'callBack', 'callback', { when: whenWords(tool.input) })
    case 'add_to_do_not_call':
      return goodbye(situation, 'removed', 'do_not_call')
    case 'mark_not_interested':
      return goodbye(
        situation,
        /own|rent/i.test(JSON.stringify(tool.input)) ? 'notOwner' : 'notInterested',
        'not_interested',
      )
    case 'end_call':
      return { say: situation.say('bye') }
    default:
      return answer(situation)
  }
}

function answer(situation: Situation): Turn {
  const intents = homeownerIntents(situation.words)
  const lastEnd = toolsUsed(situation.happenings, 'end_call').at(-1)
  if (lastEnd && !intents.includes('stop-calling'))
    return use(situation, situation.say('bye'), 'end_call', endReason(lastEnd.input))
  const ending = answersMachine(situation, intents) ?? endsTheCall(situation, intents)
  if (ending) return ending
  if (isBooked(situation)) return afterBooking(situation, intents)
  const chosen =
    situation.offered.length > 0 && !intents.includes('declines') && choosesTime(situation, intents)
  if (chosen) {
    return use(situation, situation.say('putDown'), 'book_inspection', {
      slot_id: chosen.slot_id,
      homeowner_words: situation.words,
    })
  }
  const aside = answersAside(situation, intents)
  return aside ? goOn(situation, aside) : goOn(situation, acknowledgement(situation))
}

const endReason = (input: unknown): Record<string, unknown> =>
  typeof input === 'object' && input !== null ? (input as Record<string, unknown>) : { reason: 'other' }

function answersMachine(situation: Situation, intents: readonly HomeownerIntent[]): Turn | null {
  if (intents.includes('is-voicemail')) return use(situation, '', 'end_call', { reason: 'voicemail' })
  if (!intents.includes('is-screener')) return null
  if (/stay on the line/i.test(situation.words)) return { say: situation.say('waiting') }
  return { say: situation.say('screener', { first: firstNameOf(situation) }) }
}

/** Grave matters first: none of them waits for the sale. */
function endsTheCall(situation: Situation, intents: readonly HomeownerIntent[]): Turn | null {
  const { words } = situation
  if (intents.includes('stop-calling'))
    return use(situation, '', 'add_to_do_not_call', { homeowner_words: words })
  if (intents.includes('wrong-number')) return goodbye(situation, 'wrongNumber', 'wrong_number')
  if (intents.includes('hostile')) return goodbye(situation, 'hostile', 'hostile')
  if (isBooked(situation)) return null
  if (intents.includes('not-owner'))
    return use(situation, '', 'mark_not_interested', { reason: `Does not own the home: ${words}` })
  if (intents.includes('not-interested')) return use(situation, '', 'mark_not_interested', { reason: words })
  if (intents.includes('busy') || wasAskedWhen(situation)) return callBack(situation)
  if (intents.includes('leaves')) return goodbye(situation, 'closing', 'other')
  return null
}

const wasAskedWhen = (situation: Situation): boolean =>
  /better time to call you back|podemos llamarle/.test(situation.spoken.at(-1) ?? '')

function callBack(situation: Situation): Turn {
  const when = whenInWords(situation.words)
  if (when === null && !wasAskedWhen(situation)) return { say: situation.say('askWhen') }
  return use(situation, '', 'schedule_callback', {
    when_words: when ?? situation.words,
    reason: situation.words,
  })
}

function whenInWords(words: string): string | null {
  const found =
    /((?:tomorrow|tonight|later today|this (?:evening|afternoon|week)|next week|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mañana)\b(?:[^.?!,]{0,30})?|after \w+|in (?:an?|\w+) (?:hours?|minutes?|days?))/i.exec(
      words,
    )
  return found?.[1]?.replace(/\s+(would|works?|is|if|please|or|and|okay)\b.*$/i, '').trim() ?? null
}

function whenWords(input: unknown): string {
  const words = (input as { when_words?: unknown } | null)?.when_words
  return typeof words === 'string' && words.length < 40 ? lowered(words.replace(/[.?!]+$/, '')) : 'then'
}

const lowered = (words: string): string =>
  /^(tomorrow|tonight|after|in|later|this|next)\b/i.test(words)
    ? words.charAt(0).toLowerCase() + words.slice(1)
    : words

function choosesTime(situation: Situation, intents: readonly HomeownerIntent[]): Slot | null {
  const asksInstead: HomeownerIntent[] = [
    'asks-price',
    'asks-if-ai',
    'wants-promise',
    'wants-discount',
    'asks-commitment',
    'asks-who',
    'asks-how-long',
    'asks-repeat',
    'asks-times',
  ]
  const latest = situation.offered.filter((slot) =>
    situation.spoken.slice(-3).some((text) => text.includes(slot.spoken)),
  )
  if (intents.some((intent) => asksInstead.includes(intent)) && !NAMES_DAY.test(situation.words)) return null
  if (/\b(own|years? old|leaks?|insurance)\b/i.test(situation.words) && !NAMES_DAY.test(situation.words))
    return null
  return chosenSlot(situation.words, latest.length > 0 ? latest : situation.offered)
}

function afterBooking(situation: Situation, intents: readonly HomeownerIntent[]): Turn {
  const aside = answersAside(situation, intents)
  if (aside && !intents.includes('leaves') && !intents.includes('agrees')) return { say: aside }
  return goodbye(situation, 'closing', 'booked')
}

/** A question or an objection: answered from the script where it has an answer, and always truthfully. */
function answersAside(situation: Situation, intents: readonly HomeownerIntent[]): string | null {
  const simple: Partial<Record<HomeownerIntent, PhraseName>> = {
    'asks-spanish': 'spanish',
    'asks-if-ai': 'admitAi',
    'wants-promise': 'refusePromise',
    'wants-discount': 'refuseDiscount',
    'asks-commitment': 'commitment',
    'asks-how-long': 'howLong',
    'asks-who': 'who',
    'asks-presence': situation.spoken.length <= 1 ? 'hello' : 'here',
  }
  for (const intent of intents) {
    const name = simple[intent]
    if (name) return situation.say(name)
    if (intent === 'asks-price')
      return scripted(situation, /price|cost|much|expensive|pay/i) ?? situation.say('price')
    if (intent === 'asks-repeat') return `${situation.say('again')} ${lastLine(situation)}`
  }
  return null
}

function scripted(situation: Situation, about: RegExp): string | null {
  if (situation.language === 'es') return null
  const known = situation.script.objection_answers?.find(({ objection }) => about.test(objection))?.answer
  if (!known || situation.spoken.some((text) => text.includes(known))) return null
  return firstSentences(known, 2)
}

const firstSentences = (text: string, count: number): string =>
  (text.match(/[^.?!]+[.?!]+/g) ?? [text]).slice(0, count).join('').trim()

/** What the agent asked or offered last, for those who did not hear it. */
function lastLine(situation: Situation): string {
  const question = [...situation.spoken].reverse().find((text) => text.includes('?'))
  if (!question) return situation.say('who')
  const sentences = question.split(/(?<=[a-z\d][.?!])\s+/)
  const isShort = (sentences.at(-1) ?? '').split(' ').length <= 6
  return sentences.slice(isShort ? -2 : -1).join(' ')
}

/** After whatever was said: the next question, then times, then the booking. */
function goOn(situation: Situation, lead: string): Turn {
  if (lead.endsWith('?')) return { say: lead }
  const wantsTimes = /what times|tell me when|when can you|get on with/i.test(situation.words)
  const question = wantsTimes ? null : nextQuestion(situation)
  if (question) return { say: `${lead} ${question}`.trim() }
  if (situation.slots.length === 0 || dayPreference(situation.words)) return lookUp(situation, 'lookUp', lead)
  return offer(
    situation,
    rejected(situation)
      ? situation.slots.filter((slot) => !situation.offered.includes(slot))
      : latestOffer(situation),
    lead,
  )
}

const rejected = (situation: Situation): boolean => homeownerIntents(situation.words).includes('declines')

const latestOffer = (situation: Situation): Slot[] =>
  situation.offered.length > 0 ? situation.offered.slice(-2) : situation.slots.slice(0, 2)

function nextQuestion(situation: Situation): string | null {
  if (situation.language === 'es') return spanishQuestion(situation)
  const questions = situation.script.qualification_questions ?? []
  const wasAsked = (question: string): boolean => situation.spoken.some((text) => text.includes(question))
  if (
    questions.filter(({ question }) => wasAsked(question)).length >= MOST_QUESTIONS ||
    situation.slots.length > 0
  )
    return null
  return questions.find(({ question }) => !wasAsked(question))?.question ?? null
}

function spanishQuestion(situation: Situation): string | null {
  const questions = ['¿Usted es dueño de la casa?', '¿Ha visto goteras o daños en el techo?']
  return situation.slots.length > 0
    ? null
    : (questions.find((question) => !situation.spoken.some((text) => text.includes(question))) ?? null)
}

function lookUp(situation: Situation, name: 'lookUp' | 'notBooked', lead = ''): Turn {
  if (toolsUsed(situation.happenings, 'find_inspection_slots').length >= MOST_LOOKUPS) {
    return use(situation, `${lead} ${situation.say('noSlots')}`, 'schedule_callback', {
      when_words: 'the next working day',
      reason: 'No inspection time suited',
    })
  }
  const preference = dayPreference(situation.words)
  return use(
    situation,
    `${lead} ${situation.say(name)}`,
    'find_inspection_slots',
    preference ? { day_preference: preference } : {},
  )
}

function offer(situation: Situation, slots: readonly Slot[], lead = ''): Turn {
  const [first, second] = slots
  const { language } = situation
  const timesOffered = first ? situation.spoken.filter((text) => text.includes(first.spoken)).length : 0
  if (timesOffered >= MOST_OFFERS)
    return use(situation, situation.say('stillNoTime'), 'schedule_callback', {
      when_words: 'the next working day',
      reason: 'Could not settle on a time',
    })
  if (!first) {
    return toolsUsed(situation.happenings, 'find_inspection_slots').length >= 2
      ? use(situation, situation.say('noSlots'), 'schedule_callback', {
          when_words: 'the next working day',
          reason: 'No open time',
        })
      : { say: `${lead} ${situation.say('whichDay')}`.trim() }
  }
  const open = language === 'es' ? 'Tengo' : situation.offered.length > 0 ? 'I could also do' : 'I have'
  const close = language === 'es' ? '¿Cuál le conviene más?' : 'Which works better for you?'
  const single = language === 'es' ? '¿Le conviene?' : 'Does that work for you?'
  const text = second
    ? `${open} ${first.spoken}${language === 'es' ? ', o ' : ', or '}${second.spoken}. ${close}`
    : `${open} ${first.spoken}. ${single}`
  const again = situation.offered.includes(first) && language === 'en' ? text.replace(open, 'We have') : text
  return { say: `${lead} ${again}`.trim() }
}

function confirm(situation: Situation, tool: Extract<Happening, { by: 'tool' }>): Turn {
  const slotId = (tool.input as { slot_id?: unknown } | null)?.slot_id
  const slot = situation.slots.find((known) => known.slot_id === slotId)?.spoken ?? 'the time we agreed'
  return { say: situation.say('booked', { slot, address: addressOf(situation) }) }
}

function addressOf({ lead, language }: Situation): string {
  const address = lead.address as Readonly<Record<string, unknown>> | string | undefined
  const street = typeof address === 'string' ? address : (address?.street ?? lead.street)
  return typeof street === 'string' && street !== ''
    ? (street.split(',')[0] ?? street)
    : language === 'es'
      ? 'su casa'
      : 'your home'
}

function firstNameOf({ lead }: Situation): string {
  const name = lead.first_name ?? lead.name
  return typeof name === 'string' ? (name.split(' ')[0] ?? '') : 'the homeowner'
}

const isBooked = (situation: Situation): boolean =>
  toolsUsed(situation.happenings, 'book_inspection').some((tool) => !tool.failed)

const acknowledgement = (situation: Situation): string =>
  situation.say(situation.spoken.length <= 1 ? 'begin' : 'thanks')

function goodbye(
  situation: Situation,
  name: PhraseName,
  reason: string,
  fill: Readonly<Record<string, string>> = {},
): Turn {
  const closing =
    name === 'closing' &&
    situation.language === 'en' &&
    !situation.spoken.includes(situation.script.closing ?? '')
      ? (situation.script.closing ?? null)
      : null
  const words =
    closing && /bye|day|soon/i.test(closing) ? firstSentences(closing, 2) : situation.say(name, fill)
  return use(situation, words, 'end_call', { reason })
}

function use(
  situation: Situation,
  say: string,
  name: string,
  input: Readonly<Record<string, unknown>>,
): Turn {
  const words = say.replace(/\s+/g, ' ').trim()
  if (situation.tools.has(name)) return { say: words, tool: { name, input } }
  return { say: words === '' ? situation.say('closing') : words }
}

/** Nobody says the same sentence twice in a row. */
function notTwice(situation: Situation, turn: Turn): Turn {
  const last = situation.spoken.at(-1)
  if (turn.say === '' && !turn.tool) return { say: situation.say('whichDay') }
  if (!last || turn.say !== last) return turn
  const lead = situation.language === 'es' ? 'Como le decía,' : 'As I was saying,'
  const keepsCapital = /^(I\b|I'|A\.I\.|Monday|Tuesday|Wednesday|Thursday|Friday)/.test(turn.say)
  return {
    ...turn,
    say: `${lead} ${keepsCapital ? turn.say : turn.say.charAt(0).toLowerCase() + turn.say.slice(1)}`,
  }
}
