import { homeownerIntents } from '../live/homeowner-intents.ts'
import { type MessagesRequest, promptText, tagged } from '../messages-request.ts'
import type { Known } from './fill-schema.ts'

/** What a call came to, read from its transcript. */

interface Reading {
  readonly outcome: string
  readonly interest: 'hot' | 'warm' | 'cold' | 'none' | 'unknown'
  readonly summary: string
  readonly nextSteps: readonly string[]
}

export function summaryFields(request: MessagesRequest): Known {
  const prompt = promptText(request)
  const read = readTranscript(tagged(prompt, 'transcript') ?? prompt)
  const recorded = /outcome:?\s+["']?([a-z_]+)["']?\s+is what the records say/i.exec(prompt)?.[1]
  const reading = recorded === undefined ? read : inLineWith(recorded, read)
  return (name, schema) => {
    if (name === 'summary') return reading.summary
    if (name === 'interest') return reading.interest
    if (name === 'next_steps')
      return schema.items?.type === 'string' || !schema.items ? reading.nextSteps : undefined
    if (name !== 'outcome') return undefined
    return schema.enum === undefined || schema.enum.includes(reading.outcome)
      ? reading.outcome
      : schema.enum.at(-1)
  }
}

const ASKED_TO_STOP: Reading = {
  outcome: 'do_not_call',
  interest: 'none',
  summary: 'The homeowner asked not to be called again.',
  nextSteps: ['Do not contact this number again'],
}

/** What the records say stands; words that contradict it are not written. */
function inLineWith(recorded: string, read: Reading): Reading {
  if (recorded === read.outcome) return read
  if (recorded === 'do_not_call') return ASKED_TO_STOP
  if (recorded !== 'booked') return { ...read, outcome: recorded }
  return reading('booked', 'hot', 'The homeowner agreed to an inspection; its time stands under bookings.', [
    'Send a confirmation of the booked time',
    'Bring the inspection checklist and a camera',
  ])
}

/** Said to its end: of a line that was cut off, nobody knows what it would have come to. */
const BOOKED = /(?:you're all set for|you're booked for|booked for|queda confirmado:) ([^.?!¿]+)[.?!]/i
const CALLS_BACK = /call you back ([^.?!]+)[.?!]/i

function firstMatch(texts: readonly string[], pattern: RegExp): string | undefined {
  return texts.map((text) => pattern.exec(text)?.[1]).find((found) => found !== undefined)
}

export function readTranscript(transcript: string): Reading {
  const lines = spokenLines(transcript)
  const homeowner = lines.filter((line) => line.by === 'homeowner').map((line) => line.text)
  const agent = lines.filter((line) => line.by === 'agent').map((line) => line.text)
  const intents = new Set(homeowner.flatMap(homeownerIntents))
  const booked = firstMatch(agent, BOOKED)
  if (booked) {
    const time = asWritten(booked.trim())
    return reading('booked', 'hot', `The homeowner agreed to an inspection: ${time}.${noticed(homeowner)}`, [
      `Send a confirmation for ${time}`,
      'Bring the inspection checklist and a camera',
    ])
  }
  if (intents.has('stop-calling')) return ASKED_TO_STOP
  if (intents.has('wrong-number'))
    return reading('wrong_number', 'none', 'The number belongs to somebody else.', [
      'Check the phone number in the CRM',
    ])
  if (homeowner.some((line) => /after the tone|leave (your|a) (name|message)|mailbox/i.test(line))) {
    return reading('voicemail', 'unknown', 'Voicemail answered; nobody was reached.', [
      'Try again at another time of day',
    ])
  }
  if (intents.has('hostile'))
    return reading('hung_up', 'none', 'The homeowner was upset and ended the call.', [
      'Do not call again without a request',
    ])
  const when = firstMatch(agent, CALLS_BACK)
  if (intents.has('busy') || when)
    return reading(
      'callback',
      'warm',
      `The homeowner was busy and asked to be called back${when ? ` ${when}` : ''}.`,
      [`Call back ${when ?? 'as agreed'}`],
    )
  if (intents.has('not-owner'))
    return reading('not_interested', 'none', 'The person does not own the home.', [
      'Find the owner before contacting this address again',
    ])
  if (intents.has('not-interested'))
    return reading('not_interested', 'cold', 'The homeowner is not interested at the moment.', [
      'No further calls in this campaign',
    ])
  if (homeowner.length === 0)
    return reading('hung_up', 'unknown', 'Nobody spoke on this call.', ['Try again at another time of day'])
  return reading('hung_up', 'warm', `The call ended before a time was agreed.${noticed(homeowner)}`, [
    'Follow up within a few days',
  ])
}

const reading = (
  outcome: string,
  interest: Reading['interest'],
  summary: string,
  nextSteps: readonly string[],
): Reading => ({
  outcome,
  interest,
  summary,
  nextSteps,
})

/** "November 24th at 10 in the morning" as one writes it: "November 24 at 10:00 AM". */
const asWritten = (time: string): string =>
  inEnglish(time)
    .replace(/\b(\d{1,2})(?:st|nd|rd|th)\b/g, '$1')
    .replace(/\bat noon\b/g, 'at 12:00 PM')
    .replace(
      /\b(\d{1,2})(?::(\d\d))? in the (morning|afternoon|evening)\b/g,
      (_, hour: string, minute = '00', half: string) =>
        `${hour}:${minute} ${half === 'morning' ? 'AM' : 'PM'}`,
    )

const DAYS: Record<string, string> = {
  ...{ lunes: 'Monday', martes: 'Tuesday', miércoles: 'Wednesday', jueves: 'Thursday' },
  ...{ viernes: 'Friday', sábado: 'Saturday', domingo: 'Sunday' },
}
const MONTHS: Record<string, string> = {
  ...{ enero: 'January', febrero: 'February', marzo: 'March', abril: 'April', mayo: 'May', junio: 'June' },
  ...{ julio: 'July', agosto: 'August', septiembre: 'September', octubre: 'October' },
  ...{ noviembre: 'November', diciembre: 'December' },
}
const HALVES: Record<string, string> = { mañana: 'morning', tarde: 'afternoon', noche: 'evening' }

/** "martes 24 de noviembre a las 9 y media de la mañana, en 12 Elm" as the office reads it; English stays as it is. */
const inEnglish = (time: string): string =>
  time
    .replace(
      /(\p{L}+) (\d{1,2}) de (\p{L}+)/u,
      (_, day: string, date: string, month: string) =>
        `${DAYS[day] ?? day}, ${MONTHS[month] ?? month} ${date}`,
    )
    .replace(/ al mediodía/, ' at noon')
    .replace(
      / a las? (\d{1,2})(?: y (media|\d{1,2}))? de la (mañana|tarde|noche)/,
      (_, hour: string, past: string | undefined, half: string) =>
        ` at ${hour}:${past === undefined ? '00' : past === 'media' ? '30' : past.padStart(2, '0')} in the ${HALVES[half]}`,
    )
    .replace(/, en (?=\d)/, ', at ')

function noticed(homeowner: readonly string[]): string {
  const line = homeowner.find((text) => /leak|stain|shingle|hail|dent|damage|dark spot|gotera/i.test(text))
  if (!line) return ''
  return ` They said${/[¿¡áéíóúñ]|\bgotera\b/i.test(line) ? ' in Spanish' : ''}: "${line.trim()}"`
}

function spokenLines(transcript: string): { by: 'agent' | 'homeowner'; text: string }[] {
  return transcript.split('\n').flatMap((line) => {
    const found =
      /^\W*(?:\[[^\]]*\]\s*)?(agent|ai|a\.i\.|assistant|bot|ava|homeowner|user|customer|caller|lead|human)\b[^:]{0,20}:\s*(.+)$/i.exec(
        line,
      )
    if (!found?.[1] || !found[2]) return []
    return [
      {
        by: /agent|ai|a\.i|assistant|bot|ava/i.test(found[1]) ? 'agent' : 'homeowner',
        text: found[2],
      } as const,
    ]
  })
}
