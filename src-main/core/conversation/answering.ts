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
]
const MAILBOX_FULL = [/mailbox is full/, /cannot accept any (new )?messages/, /can't take (any )?messages/]
const VOICEMAIL = [
  /leave (me |us )?a (short |brief |detailed )?message/,
  /(at|after) the (tone|beep)/,
  /(you've|you have|you) reached (the )?(voicemail|voice mail|mailbox|answering)/,
  /(this is|the) (voice ?mail(box)?|mailbox) (of|for|belonging to)/,
  /(has been|being|is) forwarded to (an? |the )?(automated |automatic )?(voice|mailbox|messag)/,
  /(is not|isn't|not) available( right now)?.*(message|tone|beep)/,
  /can't (come to|get to|answer) the phone/,
  /record your message/,
  /(deje|dejar) (un|su) mensaje/,
  /buz[oó]n de voz/,
]

export function judgeAnswer(text: string): AnsweredBy {
  const said = text.toLowerCase()
  const matches = (patterns: readonly RegExp[]) => patterns.some((pattern) => pattern.test(said))
  if (matches(SCREENER)) return 'screener'
  if (matches(MAILBOX_FULL)) return 'mailbox-full'
  if (matches(VOICEMAIL)) return 'voicemail'
  return 'unknown'
}
