/** What a stretch of the homeowner's words means for the floor, before anyone thinks about its content. */

const BACKCHANNELS = new Set(
  'mm mhm mm-hm mmhm mm-hmm mhmm hmm uh-huh uhhuh huh yeah yep yes ok okay right sure alright i see got it oh ah aha si sí claro ajá vale'.split(
    ' ',
  ),
)
const BACKCHANNEL_PHRASES = ['i see', 'got it', 'all right', 'uh huh', 'mm hm', 'mm hmm']

const COMMANDS = [
  /\b(stop|wait|hold on|hang on|excuse me|one second|one moment)\b/,
  /\bwho(?:'s| is) this\b/,
  /\b(take me off|don'?t call|do not call|stop calling|remove (me|my))\b/,
  /\b(espere|un momento|no me llame)\b/,
]

export const words = (text: string): string[] =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}'’\- ]+/gu, ' ')
    .split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word))

/** Only listening noises: "mm-hm", "yeah", "okay". They do not claim the floor unless a question was just asked. */
export function isBackchannel(text: string): boolean {
  let rest = ` ${words(text).join(' ')} `
  for (const phrase of BACKCHANNEL_PHRASES) rest = rest.replaceAll(` ${phrase} `, ' ')
  return rest
    .trim()
    .split(' ')
    .every((word) => word === '' || BACKCHANNELS.has(word))
}

/** Words that take the floor at once: "wait", "who is this", "take me off". */
export const isCommand = (text: string): boolean =>
  COMMANDS.some((command) => command.test(text.toLowerCase()))

/** A bare greeting, as people answer the phone: "Hello?", "Hi, this is Dana." */
export function isGreeting(text: string): boolean {
  const said = words(text)
  if (said.length === 0) return true
  return (
    said.length <= 6 && /^(hello|hi|hey|yes|yeah|good|hola|bueno|diga|speaking|this)$/.test(said[0] ?? '')
  )
}

/** Same words, ignoring case, punctuation and spacing. */
export const sameWords = (a: string, b: string): boolean => words(a).join(' ') === words(b).join(' ')
