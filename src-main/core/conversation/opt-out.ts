/**
 * Finds a request to stop calling, in any wording, without the model (compliance.md section 3, rule d).
 * In doubt it is one: an ambiguous request counts as an opt-out (rule g).
 */
export function isOptOut(text: string): boolean {
  const said = text
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[^\p{L}\p{N}' ]+/gu, ' ')
    .replace(/\s+/g, ' ')
  if (HARMLESS.some((pattern) => pattern.test(said))) return false
  return OPT_OUTS.some((pattern) => pattern.test(said))
}

const OPT_OUTS = [
  /\bstop (calling|phoning|ringing|bothering|contacting|harassing)\b/,
  /\b(quit|cease) (calling|phoning|bothering|contacting)\b/,
  /\b(do not|don't|dont|never|please no more) (ever )?(call|phone|ring|contact|bother)( (me|us|here|back|this|my|again|anymore))?\b/,
  /\bno more (calls|phone calls)\b/,
  /\b(take|get|remove|delete|drop|scratch) (me|us|my (name|number|phone|info)|our (name|number)|this number)( \w+){0,3} (off|from|out)\b/,
  /\b(take|get) (me|us) off\b/,
  /\b(remove|delete) (me|us|my (name|number)|this number)\b/,
  /\b(put|add) (me|us|my number|this number) (on|to) (the|your) (do not|don't|no) call\b/,
  /\b(do not|don't|no) call list\b/,
  /\bunsubscribe\b/,
  /\bopt (me )?out\b/,
  /\blose (my|this) number\b/,
  /\bleave (me|us) alone\b/,
  /\bnot to (be )?(call|called|contact|contacted)\b/,
  /\bi (do not|don't) (want|wish) (you |y'all |any of you )?(to )?(call|calling|be called|calls|any (more )?calls|these calls)\b/,
  /\bno (me|nos) (vuelvan? a |llame|llamen|llames|moleste)/,
  /\b(dejen?|deje) de (llamar|molestar)/,
  /(qu[ií]te|qu[ií]ten|s[aá]que|s[aá]quen|b[oó]rre|b[oó]rren|elim[ií]ne)(me|nos| mi| este).*(lista|numero|número)/,
  /\bno (quiero|queremos) (más |mas )?llamadas\b/,
]

/** Look-alikes that are not requests to stop: schedules, other parties, the roof itself. */
const HARMLESS = [
  /\b(don't|do not|never) call (me )?(a |an )?(liar|crazy|old|names|it (a|an|that))\b/,
  /\b(don't|do not) call (me |us |back |here )?(before|after|until|till|on|at|during|in the|today|tomorrow|tonight|this (week|morning|afternoon|evening))\b/,
  /\bstop (calling|bothering) (it|that|them|him|her|the (insurance|adjuster|city|other))\b/,
  /\b(don't|do not) (hesitate|forget) to\b/,
  /\b(why|how come) (don't|do not|didn't) (you|they) (call|contact)\b/,
  /\b(they|he|she|nobody|the (insurance|adjuster|other)( \w+)?) (don't|do not|never|didn't) (ever )?(call|contact)\b/,
  /\bi (never|didn't|don't) (call|contact|called|contacted) (them|him|her|anyone|anybody|the|my|a)\b/,
  /\b(don't|do not) call (them|him|her|my (wife|husband|insurance|neighbor|son|daughter))\b/,
]
