/** Languages the agent speaks. */
export type Language = 'en' | 'es'

/** Whole words; `\b` would take an accented letter for the end of one. */
const anyOf = (words: string): string => `(?<!\\p{L})(?:${words.split(' ').join('|')})(?!\\p{L})`

const MARKS: Record<Language, RegExp> = {
  es: new RegExp(
    `[¿¡ñ]|${anyOf(
      'hola bueno diga quién quien habla español espanol gracias señor señora qué cómo cuánto dónde usted ustedes yo mi el la los las una un que de del en por para con pero porque muy está esta estoy soy es son tengo tiene quiero quiere puede techo casa mañana lunes martes miércoles jueves viernes sí sólo ahora llame llamar ocupado ocupada interesa entiendo inglés',
    )}`,
    'giu',
  ),
  en: new RegExp(
    anyOf(
      "hello hi hey yes yeah who what how when where the a an is are was this that it i i'm you we my your do does don't not and but for with of to in on have has can could would thanks thank please roof house english speak okay sure now at afternoon morning",
    ),
    'giu',
  ),
}
/** Said by people of either language on the phone, so they tell nothing. */
const SHARED = new RegExp(anyOf('no ok okay mm hm ah oh un a me'), 'giu')
/** One word in another language is a name or a courtesy; a sentence is a choice. */
const FEWEST_MARKS = 2

/** The language of what was said, or null when it does not tell. */
export function spokenLanguage(text: string): Language | null {
  const said = text.replace(SHARED, ' ')
  const counts = { en: said.match(MARKS.en)?.length ?? 0, es: said.match(MARKS.es)?.length ?? 0 }
  if (counts.es >= FEWEST_MARKS && counts.es > counts.en * 2) return 'es'
  if (counts.en >= FEWEST_MARKS && counts.en > counts.es * 2) return 'en'
  return null
}
