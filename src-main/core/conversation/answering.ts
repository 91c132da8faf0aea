/** Who or what picked up, judged by its first words. Carrier detection is fused with this in the call loop. */
export type AnsweredBy = 'human' | 'voicemail' | 'mailbox-full' | 'screener' | 'unknown'

const SCREENER = [
  /record your name and (the )?reason/,
  /(state|say) your name and (the )?reason/,
  /see if this person is available/,
  /(call|google|using a) (assist|screening) (service|from google)/,
  /screening service/,
  /go ahead and say your name/,
  /please (stay on|hold) the line/,
  /diga su nombre y (el )?motivo/,
]
const MAILBOX_FULL = [
  /mailbox is full/,
  /cannot accept any (new )?messages/,
  /can't take (any )?messages/,
  /buz[óo]n (de voz )?est[áa] lleno/,
]
/** Announcements only: people say "voicemail" and "leave a message" too, when they ask about an earlier call. */
const VOICEMAIL = [
  /(?<!\b(did you|you didn't|didn't|did not|if you|i can|i'll|should i) )leave (me |us )?a (short |brief |detailed )?(voice ?mail|message)/,
  /(at|after) the (tone|beep)/,
  /\b(reached|this is|forwarded to|welcome to|connected to)\b[^.?!]*\b(voice ?mail|mailbox|answering (machine|service)|voice messag)/,
  /^(the )?voice ?mail(box)? (of|for)\b/,
  /\bcall (has been|is being) forwarded\b/,
  /(is not|isn't|not) available( right now)?.*(message|tone|beep)/,
  /can't (come to|get to|answer) the phone/,
  /record your message/,
  /\bdeje (un|su) mensaje/,
  /despu[ée]s (del tono|de la se[ñn]al)/,
  /(ha llamado al|este es el|bienvenido al|comunicado con el) buz[óo]n/,
]

/** By the first words of whoever picked up; `unknown` when they tell nothing. */
export function judgeAnswer(text: string): AnsweredBy {
  const said = text.toLowerCase()
  const matches = (patterns: readonly RegExp[]) => patterns.some((pattern) => pattern.test(said))
  if (matches(SCREENER)) return 'screener'
  if (matches(MAILBOX_FULL)) return 'mailbox-full'
  if (matches(VOICEMAIL)) return 'voicemail'
  return 'unknown'
}
