import { describe, expect, it } from 'vitest'
import { spokenLanguage } from './language.ts'

describe('the language of what was said', () => {
  it.each([
    ['¿Quién habla?', 'es'],
    ['No hablo inglés, ¿habla español?', 'es'],
    ['Sí, el techo está muy viejo.', 'es'],
    ['Mañana en la tarde, por favor.', 'es'],
    ['Yes, who is this?', 'en'],
    ['I have a roof from 2007.', 'en'],
    ['Do you speak English?', 'en'],
    ['Sí, Tuesday at 1 in the afternoon está bien.', null],
    ['Está bien, gracias.', 'es'],
    ['Sí, ¿a qué hora?', 'es'],
    ['Okay.', null],
    ['No.', null],
    ['Hola?', null],
    ['Maria Alvarez', null],
    ['Mm-hm, sí.', null],
    ['Adios, thanks for the call and have a good day', 'en'],
  ])('"%s" is %s', (text, language) => expect(spokenLanguage(text)).toBe(language))
})
