/** What the agent's last words ask for, and whether an answer to them may be complete. */

/** `nothing`: no question was asked. `spelled-out`: digits, an address or letters, said with pauses in between. */
export type ExpectedAnswer = 'nothing' | 'open' | 'yes-no' | 'spelled-out'

const SPELLED_OUT =
  /\b((phone|callback|cell|claim|policy|gate|house|apartment|unit|street) number|number (can|should|may) (we|i)|best number|zip ?code|(street |mailing |e-?mail |right )?address|e-?mail|spell|gate code|n[úu]mero|direcci[óo]n|correo|deletrear)\b/i
const YES_NO =
  /^[¿¡]?(so,? |and,? |okay,? |great,? |then,? )?(is|are|was|were|do|does|did|have|has|had|can|could|would|will|should|may|shall|am|isn't|aren't|don't|doesn't|haven't|right|okay|correct|es|est[áa]|tiene|puede|quiere|le)(?=[\s,?]|$)/i

/** From the whole line that the homeowner heard; its last sentence decides. */
export function expectedAnswer(line: string): ExpectedAnswer {
  const question = /[^.!?]*\?["')\]]*\s*$/.exec(line.trim())?.[0].trim() ?? ''
  if (question === '') return 'nothing'
  // "Is this the right address?" wants a yes, "What is your address?" wants it spelled out.
  if (YES_NO.test(question)) return 'yes-no'
  return SPELLED_OUT.test(question) ? 'spelled-out' : 'open'
}

const YES_OR_NO =
  /^((um|uh|oh|well|eh),? )?(yes|yeah|yep|yup|no|nope|nah|sure|correct|right|okay|ok|i do|i am|it is|it's not|not really|of course|absolutely|s[íi]|claro|bueno)(?=[\s,.!?]|$)/i

/** No sentence ends with these, whatever punctuation a recogniser puts behind them. */
const NEVER_LAST =
  /\b(and|but|or|because|if|the|a|an|my|our|your|to|of|for|with|um|uh|er|y|pero|o|porque|si|el|la|un|una|mi|de|con|eh)[.…]*$/i
const SELDOM_LAST = /(\b(so|when|at|in|on|is|was|it's|i|we|like|that|which|maybe|about)|[,;:–—-]|\.\.\.|…)$/i

/** The words stop where a sentence does not: more is to come. */
export const isMidThought = (text: string): boolean =>
  NEVER_LAST.test(text.trim()) || SELDOM_LAST.test(text.trim())

/** With more words it is the beginning of something else. */
const LONGEST_YES_OR_NO = 4

/** An answer to a yes/no question that may be all of it: a yes or a no, alone or with a few words after it. */
export const isYesOrNo = (text: string): boolean =>
  YES_OR_NO.test(text.trim()) && !isMidThought(text) && text.trim().split(/\s+/).length <= LONGEST_YES_OR_NO

/** The words end as a sentence does. The recogniser punctuates (protocols/deepgram.md section 3). */
export const endsSentence = (text: string): boolean =>
  /[.!?]["')\]]*$/.test(text.trim()) && !isMidThought(text)

const DIGIT_WORDS =
  /\b(zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)\b/gi
/** How many digits make something whole: a zip code, a local number, a number with its area code, with the country's. */
const WHOLE_NUMBERS = [5, 7, 10, 11]

/** Digits or letters that are being read out, and stop before they make a number or an address. */
export function isHalfSpelled(text: string): boolean {
  const said = text.trim().replace(DIGIT_WORDS, '0')
  if (/\b(at|dot|dash|arroba|punto)[.,]*$/i.test(said)) return true
  if (/\b[A-HJ-Z][.,-]*$/.test(said)) return true
  if (!/\d[\s.,-]*$/.test(said) || /\b(19|20)\d\d[.,]*$/.test(said)) return false
  return !WHOLE_NUMBERS.includes(said.replace(/\D/g, '').length)
}
