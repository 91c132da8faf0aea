/**
 * Finds a request to stop calling, in any wording, without the model (compliance.md section 3, rule d).
 * In doubt it is one: an ambiguous request counts as an opt-out (rule g).
 */
export function isOptOut(text: string): boolean {
  // What is harmless is cut out and the rest is still listened to: "not before noon; in fact, take me off your list".
  const said = HARMLESS.reduce((rest, pattern) => rest.replace(pattern, ' | '), plainWords(text))
  return OPT_OUTS.some((pattern) => pattern.test(said))
}

/** Small letters without accents or punctuation: "¡No me llame MÁS!" is "no me llame mas". */
const plainWords = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll('’', "'")
    .replace(/[^\p{L}\p{N}' ]+/gu, ' ')
    .replace(/\s+/g, ' ')

const CALLING = '(calling|phoning|ringing|bothering|contacting|harassing|pestering)'
const CALL = '(call|phone|ring|contact|bother|pester)'
const MINE = '(me|us|my (name|number|phone|info)|our (name|number|phone)|this (number|phone))'
const NOT = "(do not|don't|dont|never)"

/** Told to go: a reasonable person takes it for a request to stop, and in doubt it is one (rule g). An insult alone is none. */
const GO_AWAY = '(get lost|go away|go to hell|drop dead|take a hike|(buzz|bug|piss|fuck|screw) off)'

const OPT_OUTS = [
  new RegExp(`\\b(stop|quit|cease)( \\w+)? ${CALLING}\\b`),
  new RegExp(
    `\\b${NOT} (you |y'all )?(ever |even )?${CALL}( (me|us|here|back|this|my|again|anymore|no more))?\\b`,
  ),
  /\b(stop|no more|enough( with| of)?|done with|sick of|tired of)( with)?( any| all)?( more)?( of)? (the|these|your|those|any|phone)? ?(phone )?calls\b/,
  new RegExp(
    `\\b(take|get|remove|delete|drop|scratch|cross|erase|strike) ${MINE}( \\w+){0,3} (off|from|out)\\b`,
  ),
  new RegExp(`\\b(remove|delete|erase|unsubscribe) ${MINE}\\b`),
  /\b(put|add) (me|us|my number|this number) (on|to) (the|your) (do not|don't|no) call\b/,
  /\b(do not|don't|no) call (list|registry)\b/,
  /\bunsubscribe\b/,
  /\bopt (me |us )?out\b/,
  /\b(lose|forget|block) (my|this|our) number\b/,
  /\bleave (me|us) alone\b/,
  /\bcease and desist\b/,
  new RegExp(`\\b${GO_AWAY}\\b`),
  /\bget off (my|this|the) (phone|line)\b/,
  /\b(larguese|larguense|larguate|pierdase|pierdanse)\b/,
  /\bvaya(se|nse) (a la|al) (diablo|carajo|infierno|mierda|chingada)\b/,
  /\b(not|never) (to )?(be )?(call|called|contact|contacted)( again)?\b/,
  /\b(never|not) (want to )?(get|hear|receive)( \w+){0,2} (another|any|more)?( \w+)? ?(call|calls|from you)\b/,
  /\b(i|we) (do not|don't|no longer|never) (want|wish|wanna)( (you|y'all|any of you|to))* ?(call|calling|be called|get calls|receive calls|calls|any (more )?(of these )?calls|these calls|your calls)\b/,
  /\brather you (didn't|did not|don't|wouldn't|not) (call|contact)\b/,
  /\b(revoke|withdraw|take back|cancel) (my|our) (consent|permission)\b/,
  /\b(do not|don't|no longer) have (my|our) (consent|permission)\b/,
  /\blast time you (call|phone|contact)\b/,
  /\bcall( me| us| here| this number)? again and (i|i'll|we|we'll)\b/,
  /\b(if|when) you (ever )?call( me| us| here| this number)? again\b/,
  /\bno (me|nos|te|se) (vuelva[ns]? a |vuelvas a |esten? )?(llam(e[ns]?|ar|ando)|molest(e[ns]?|ar)|contacte[ns]?)\b/,
  /\bno (vuelva[ns]? a llamar|llame[ns]? (mas|nunca|a este|aqui))/,
  /\bya no (me |nos )?(llame|esten? llamando)/,
  /\b(deje[ns]?|pare[ns]?) de (llamar|molestar|contactar)/,
  /\bdeje(n)?(me|nos) en paz\b/,
  /\b(quite|saque|borre|elimine|tache)n?(me|nos| mi| este| nuestro)\b( \w+){0,3} ?(lista|numero|sistema|telefono|nombre)?\b/,
  /\b(ya )?no (quiero|queremos|deseo) (que (me|nos) (llame|contacte|moleste)|recibir (mas )?llamadas|(mas |sus |estas )?llamadas)/,
]

const HOUR = '(\\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\\b'
const TIME_OF_DAY = 'noon|midnight|lunch|dinner|supper|breakfast|dark|work|night|then|that|(the )?\\w*day\\b'
const DAY = '(mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|holidays?|weekdays?'

/** Look-alikes that are not requests to stop: schedules, other parties, the roof itself. */
const HARMLESS = [
  new RegExp(`\\b${NOT} call (me )?(a |an )?(liar|crazy|old|names|it (a|an|that))\\b`, 'g'),
  new RegExp(
    `\\b${NOT} call (me |us |back |here )?((before|after|until|till|at|around) (${HOUR}|${TIME_OF_DAY})|on (a |the )?(${DAY})|during (the )?\\w+|in the (morning|afternoon|evening)|tomorrow|tonight|(today|this (week|morning|afternoon|evening)))( \\w+)?(?! or any)`,
    'g',
  ),
  new RegExp(
    `\\b${NOT} call (me |us )?(at|on my) (work|the office|cell|landline)[^|]*?\\b(call|try|use|ring) (me|us|my|the)\\b`,
    'g',
  ),
  new RegExp(
    `\\b(stop|quit|stopped) ${CALLING} (it|that|them|him|her|roofers|the (insurance|adjuster|city|other))\\b`,
    'g',
  ),
  /\b(told|asked|telling) (them|him|her|the \w+( \w+)?|my \w+) (to )?(stop|quit|not to)( \w+)?\b/g,
  /\b(do not|don't) (hesitate|forget|worry)\b( about| to)?( \w+)?/g,
  /\b(why|how come) (don't|do not|didn't|did not)( you| they)?( (call|contact|they call))?\b/g,
  /\b(they|he|she|nobody|(the|my|that)( \w+){1,2}) (don't|do not|never|didn't|did not) (ever )?(call|contact)(ed)?\b/g,
  /\bi (never|didn't|don't|did not|do not) (call|contact|called|contacted) (them|him|her|anyone|anybody|the|my|a)\b/g,
  new RegExp(
    `\\b${NOT} call (them|him|her|my (wife|husband|insurance|neighbor|son|daughter|mother|father|boss))\\b`,
    'g',
  ),
  // Things, and people on their way: "papers get lost", "the leak won't go away", "so you don't get lost".
  new RegExp(
    `\\b(i|we|they|it|he|she|(?<!you )to|might|may|would|will|won't|wouldn't|could|couldn't|not|don't|doesn't|didn't|never|always|often|just|gonna|i'll|we'll|they'll|it'll|i'd|we'd|they'd|it'd|you'll|papers|letters|packages|messages|checks|mail|stains?|leaks?|things) ${GO_AWAY}\\b`,
    'g',
  ),
  /\b(makes?|made|making) (it|the \w+|this|that|my \w+) go away\b/g,
  /\b(do not|don't) want to bother you\b/g,
  /\bno (me |nos )?llame[ns]? (antes|despues|manana|hoy|el |los |por la |en la |a las? |hasta)/g,
  /\bno deje[ns]? de llamar/g,
]
