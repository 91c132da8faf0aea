/** Area codes with a ZIP of their own place: five states, Central and Mountain time. */
const PLACES = [
  ['512', 'Austin', 'TX', '78745'],
  ['214', 'Dallas', 'TX', '75214'],
  ['210', 'San Antonio', 'TX', '78216'],
  ['713', 'Houston', 'TX', '77008'],
  ['817', 'Fort Worth', 'TX', '76107'],
  ['361', 'Corpus Christi', 'TX', '78411'],
  ['956', 'Brownsville', 'TX', '78521'],
  ['806', 'Amarillo', 'TX', '79106'],
  ['915', 'El Paso', 'TX', '79912'],
  ['405', 'Oklahoma City', 'OK', '73120'],
  ['918', 'Tulsa', 'OK', '74104'],
  ['580', 'Lawton', 'OK', '73505'],
  ['316', 'Wichita', 'KS', '67212'],
  ['913', 'Overland Park', 'KS', '66204'],
  ['816', 'Kansas City', 'MO', '64114'],
  ['417', 'Springfield', 'MO', '65804'],
  ['314', 'St. Louis', 'MO', '63109'],
  ['501', 'Little Rock', 'AR', '72205'],
  ['402', 'Omaha', 'NE', '68104'],
  ['308', 'Grand Island', 'NE', '68801'],
] as const
const NUMBERS_OF_FICTION = 100
const FIRST_LINE = 100
export const MOST_LEADS = PLACES.length * NUMBERS_OF_FICTION

const CONSENT =
  'I agree that Summit Ridge Roofing LLC may call me about roofing with an artificial or A.I.-generated voice.'
const CONSENT_WITH_TEXTS =
  'I agree that Summit Ridge Roofing LLC may call and text me about roofing with an artificial or A.I.-generated voice.'

/** Who agreed to texts as well, and whose address for e-mails is known. */
export const agreedToTexts = (lead: number): boolean => lead % 5 !== 4
export const emailOf = (lead: number): string | null =>
  lead % 3 === 2 ? null : `alex.sample${lead}@example.com`

/** Which lead has the number. */
export const leadOf = (phone: string): number =>
  (Number(phone.slice(-4)) - FIRST_LINE) * PLACES.length +
  PLACES.findIndex(([code]) => phone.slice(2, 5) === code)

/** A file of leads as a CRM exports it. Every street is there once, so that it tells whose call is meant. */
export function weekLeads(count: number): string {
  const rows = Array.from({ length: count }, (_, i) => {
    const [code, city, state, zip] = PLACES[i % PLACES.length] as (typeof PLACES)[number]
    const line = String(FIRST_LINE + Math.floor(i / PLACES.length)).padStart(4, '0')
    const roofAge = 6 + ((i * 7) % 20)
    return [
      `Alex Sample${i}`,
      `+1${code}555${line}`,
      emailOf(i) ?? '',
      streetOf(i),
      city,
      state,
      zip,
      roofAge,
      'Asphalt shingle',
      'yes',
      agreedToTexts(i) ? 'yes' : 'no',
      '2026-11-17T15:00:00Z',
      'web',
      agreedToTexts(i) ? CONSENT_WITH_TEXTS : CONSENT,
      'Summit Ridge Roofing LLC',
      `Alex Sample${i}`,
    ].join(',')
  })
  return [
    'Name,Phone,Email,Address,City,State,Zip,Roof Age,Roof Material,consent_ai_calls,consent_texts,consent_captured_at,consent_channel,consent_text,consent_seller,consent_signature',
    ...rows,
    '',
  ].join('\n')
}

const streetOf = (lead: number): string => `${1000 + lead} Sample Street`
export const isStreet = (term: string): boolean => /^\d+ Sample Street$/.test(term)
