const TO_TWENTY_NINE =
  'cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve'.split(
    ' ',
  )
const TENS = '_ _ _ treinta cuarenta cincuenta sesenta setenta ochenta noventa'.split(' ')
const HUNDREDS =
  '_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos'.split(
    ' ',
  )

/** A whole number below a thousand million in Spanish words; anything else as it is written. */
export function spellSpanishNumber(value: number): string {
  if (!Number.isInteger(value) || value < 0 || value >= 1_000_000_000) return String(value)
  if (value < 30) return TO_TWENTY_NINE[value] as string
  if (value < 100)
    return [TENS[Math.floor(value / 10)], value % 10 === 0 ? '' : `y ${spellSpanishNumber(value % 10)}`]
      .filter(Boolean)
      .join(' ')
  if (value === 100) return 'cien'
  if (value < 1_000) return withRest(HUNDREDS[Math.floor(value / 100)] as string, value % 100)
  if (value < 1_000_000) return withRest(thousands(Math.floor(value / 1_000)), value % 1_000)
  const millions = Math.floor(value / 1_000_000)
  return withRest(millions === 1 ? 'un millón' : `${shortened(millions)} millones`, value % 1_000_000)
}

const thousands = (count: number): string => (count === 1 ? 'mil' : `${shortened(count)} mil`)

/** "uno" loses its end before what it counts. */
const shortened = (count: number): string =>
  spellSpanishNumber(count)
    .replace(/veintiuno$/, 'veintiún')
    .replace(/uno$/, 'un')

const withRest = (words: string, rest: number): string =>
  rest === 0 ? words : `${words} ${spellSpanishNumber(rest)}`
