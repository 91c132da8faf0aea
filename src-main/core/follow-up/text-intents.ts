import { isOptOut } from '../conversation/opt-out.ts'
import {
  plain,
  says,
  saysAfternoon,
  saysEvening,
  saysMorning,
  saysToday,
  saysTomorrow,
  WEEKDAY_WORDS,
} from '../time-words.ts'

/** What a homeowner's text asks for. In doubt it is a request to stop (compliance.md section 3, rule g). */
export type TextIntent = 'stop' | 'help' | 'start' | 'call-me' | 'other'

const STOPS =
  /^(?:please )?(?:stop(?: ?all)?|unsubscribe|cancel|end|quit|revoke|opt ?out|remove(?: me)?|alto|pare[n]?|parar|basta|cancelar|detener|no mas|baja)(?: (?:it|now|please|already|por favor|tod[oa]s?|mensajes|texting(?: me)?|these(?: texts| messages)?|messages|texts|sending.*|messaging.*|contacting.*))*$/
const STOP_TEXTS =
  /\b(?:stop|quit|no more|don'?t|do not|never|deje[n]? de|no me) (?:\w+ ){0,2}(?:text(?:s|ing)?|messag(?:e|es|ing)|sms|escrib\w+|mensajes|mande\w*|envi\w+)\b/
const HELP = /^(?:help|info|ayuda)$/
const START = /^(?:start|unstop|yes start|empezar)$/
const CALL_ME =
  /^(?:yes|yeah|yep|yup|sure|ok|okay|please do|y|si|claro|bueno)\b(?! (?:i|we) (?:already|have|had|did|know|am|was))|\b(?:call|ring|phone) me\b|\bgive (?:me|us) a (?:call|ring)\b|\b(?:llame|llameme|llamenme|me llaman?|me puede llamar)\b/
const NOT_YES = /\b(?:no|not|don'?t|already|wrong|never)\b/

export function intentOf(text: string): TextIntent {
  const said = plain(text)
    .replace(/[^\p{L}\p{N}' ]+/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  if (STOPS.test(said) || STOP_TEXTS.test(said) || isOptOut(text)) return 'stop'
  if (HELP.test(said)) return 'help'
  if (START.test(said)) return 'start'
  return CALL_ME.test(said) && !NOT_YES.test(said) ? 'call-me' : 'other'
}

/** Whether the words name a day or a time of day, so that it is meant rather than "now". */
export function namesTime(text: string): boolean {
  const said = plain(text)
  return (
    /\b(?:at|after|around|by|in|a las?|despues de|en) (?:\d|an? |one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|una|dos|half)/.test(
      said,
    ) ||
    /\b\d{1,2} ?(?:am|pm|a\.m|p\.m|:\d{2})/.test(said) ||
    /\b(?:noon|next (?:week|month)|later|mas tarde|proxima semana)\b/.test(said) ||
    saysTomorrow(said) ||
    saysToday(said) ||
    saysMorning(said) ||
    saysAfternoon(said) ||
    saysEvening(said) ||
    WEEKDAY_WORDS.some((names) => says(said, names))
  )
}
