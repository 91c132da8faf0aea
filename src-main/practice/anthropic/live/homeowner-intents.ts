/** What a homeowner's words ask of the agent. Several things can be said at once; the gravest counts. */

export type HomeownerIntent =
  | 'is-voicemail'
  | 'is-screener'
  | 'stop-calling'
  | 'wrong-number'
  | 'hostile'
  | 'asks-if-ai'
  | 'wants-promise'
  | 'wants-discount'
  | 'busy'
  | 'not-interested'
  | 'not-owner'
  | 'asks-spanish'
  | 'asks-price'
  | 'asks-commitment'
  | 'asks-who'
  | 'asks-services'
  | 'asks-how-long'
  | 'asks-repeat'
  | 'asks-presence'
  | 'asks-times'
  | 'leaves'
  | 'agrees'
  | 'declines'
  | 'murmurs'
  | 'tells'

type Rule = readonly [HomeownerIntent, RegExp]

const RULES: readonly Rule[] = [
  [
    'is-voicemail',
    /(after|at) the (tone|beep)|leave (me |us )?(a|your) (brief |short )?(message|name)|mailbox is full|you've reached .*(can't|not|unable)/i,
  ],
  [
    'is-screener',
    /record your name|(state|say) your name|reason for calling|why you are calling|see if this person is available|stay on the line/i,
  ],
  [
    'stop-calling',
    /stop (calling|these calls)|take me off|remove (me|my number)|(don't|do not|never) call|quit calling|unsubscribe|no me (llame|llamen)|quítenme/i,
  ],
  [
    'wrong-number',
    /wrong (number|person)|(nobody|no one|no \w+) here (by|with) that name|número equivocado/i,
  ],
  ['hostile', /go to hell|get lost|screw you|f\*+|damn|idiot|stupid|you people|scam(mer)?s?\b/i],
  ['asks-spanish', /habla español|no hablo inglés|hablo inglés|en español/i],
  [
    'asks-if-ai',
    /(are|is) (you|this) (an? )?(real|robot|human|person|machine|bot|computer|recording|a\.?i\.?)|robot\?|real person|talking to an? (robot|machine|computer|a\.?i)|es (un|una) (robot|máquina|persona)/i,
  ],
  [
    'wants-promise',
    /deductible|free roof|roof is free|promise|guarantee|insurance (will )?(pay|cover)s?|ignore your/i,
  ],
  ['wants-discount', /discount|percent off|% off|cheaper|special (price|deal)|descuento/i],
  [
    'busy',
    /\bat work\b|i'?m (busy|driving)|(call|try) (me )?(back|again|later|tomorrow|tonight|next|on|after)|(not|isn't) a good time|bad time|can'?t (really )?talk|can not talk|in a meeting|llám[ae]me|estoy ocupad/i,
  ],
  [
    'not-owner',
    /\b(renting|renter|rent|tenant|landlord|lease)\b|(don't|do not) own|not (the|my) owner|inquilin/i,
  ],
  [
    'not-interested',
    /not interested|no,? thank|don't need|(?<!neighbors? (?:has |have )?)already (had|have|got|did|replaced|signed)|no me interesa|no gracias/i,
  ],
  ['asks-price', /how much|\bcosts?\b|price|charge|catch\b|expensive|pay for|cuánto (cuesta|vale)|precio/i],
  ['asks-commitment', /sign(ing)? (anything|something)|commit|obligat|on the spot|pressure|contract/i],
  [
    'asks-who',
    /who (is|are|'s) (this|you|calling)|who's (this|calling)|what company|which company|what do you want|what is this|quién (es|habla)/i,
  ],
  [
    'asks-services',
    /what (exactly )?do you (guys |people )?do\b|what (services|kind of work|sort of work)|qué (servicios|hacen)/i,
  ],
  ['asks-how-long', /how long|cuánto (dura|tarda)/i],
  [
    'asks-repeat',
    /say (that|it) again|repeat|pardon|come again|didn'?t (catch|hear)|what was that|^what\?|speak up|breaking up|no le (escuché|entendí)|puede repetir/i,
  ],
  [
    'asks-times',
    /what times|tell me when|when (can|could) you|what (days|openings)|available times|qué (días|horas)/i,
  ],
  ['asks-presence', /^(hello|hi|bueno|hola)\W*$|is anybody there|are you (still )?there|sigue ahí/i],
  ['leaves', /\b(bye|goodbye|got to go|have to go|adiós|hasta luego)\b/i],
  ['murmurs', /^(mm-?hm|uh-?huh|right|mhm|hmm?|ajá)\W*$/i],
  [
    'declines',
    /^(no|nope|nah)\b|\b(neither|none|can'?t (do|make)|doesn'?t work|don'?t work|another (day|time)|different (day|time))\b|ninguno|no puedo/i,
  ],
  [
    'agrees',
    /\b(yes|yeah|yep|yup|sure|ok|okay|fine|alright|great|sounds good|works|perfect|go ahead|of course|go on|fair enough|sí|claro|está bien|bueno|dígame)\b/i,
  ],
]

export function homeownerIntents(words: string): HomeownerIntent[] {
  const found = RULES.flatMap(([intent, pattern]) => (pattern.test(words) ? [intent] : []))
  return found.length > 0 ? found : ['tells']
}

/** Word boundaries of the ASCII kind would miss words that end in an accent. */
const SPANISH =
  /[¿¡ñ]|(?<!\p{L})(sí|gracias|está|español|inglés|casa|hola|mañana|bueno|perdón|tengo|dígame|claro|adiós|usted|nuestra|gotera|años)(?!\p{L})/iu

/** The language of the last words that show one. */
export function languageOf(spoken: readonly string[]): 'en' | 'es' {
  for (const words of [...spoken].reverse()) {
    if (SPANISH.test(words)) return 'es'
    if (/\b(the|you|is|it|we|i'm|what|how|works|that|my)\b/i.test(words)) return 'en'
  }
  return 'en'
}
