import { type Happening, toolsUsed } from './conversation.ts'
import { type HomeownerIntent, homeownerIntents } from './homeowner-intents.ts'
import { nextQuestion } from './qualify.ts'
import { addressOf, NAMES_DAY, type Situation, type Turn, use } from './situation.ts'
import { agreesToNone, chosenSlot, dayPreference, namesSlot, type Slot } from './slots.ts'

const MOST_LOOKUPS = 3

const MOST_OFFERS = 4

export function choosesTime(situation: Situation, intents: readonly HomeownerIntent[]): Slot | null {
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
  if (intents.some((intent) => asksInstead.includes(intent)) && !NAMES_DAY.test(situation.words)) return null
  if (/\b(own|years? old|leaks?|insurance)\b/i.test(situation.words) && !NAMES_DAY.test(situation.words))
    return null
  return chosenSlot(situation.words, lastOffered(situation))
}

/** The times that were offered last, in one breath. */
function lastOffered({ spoken, offered }: Situation): readonly Slot[] {
  for (const text of spoken.slice(-3).reverse()) {
    const named = offered.filter((slot) => namesSlot(text, slot))
    if (named.length > 0) return named
  }
  return offered
}

/** After whatever was said: the next question, then times, then the booking. */
export function goOn(situation: Situation, lead: string): Turn {
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

/** Whoever agrees to two times at once is asked about the first of them alone. */
function latestOffer(situation: Situation): Slot[] {
  const last = lastOffered(situation)
  if (agreesToNone(situation.words, last)) return last.slice(0, 1)
  return situation.offered.length > 0 ? situation.offered.slice(-2) : situation.slots.slice(0, 2)
}

export function lookUp(situation: Situation, name: 'lookUp' | 'notBooked', lead = ''): Turn {
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

export function offer(situation: Situation, slots: readonly Slot[], lead = ''): Turn {
  const [first, second] = slots
  const { language } = situation
  const timesOffered = first ? situation.spoken.filter((text) => namesSlot(text, first)).length : 0
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

export function confirm(situation: Situation, tool: Extract<Happening, { by: 'tool' }>): Turn {
  const slotId = (tool.input as { slot_id?: unknown } | null)?.slot_id
  const slot = situation.slots.find((known) => known.slot_id === slotId)?.spoken ?? 'the time we agreed'
  return { say: situation.say('booked', { slot, address: addressOf(situation) }) }
}
