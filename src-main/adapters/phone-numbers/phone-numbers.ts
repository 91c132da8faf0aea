import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { PhoneKind, PhoneNumbers, PhoneReading } from '../../core/lead/phone-numbers.ts'

const UNITED_STATES: ReadonlySet<string | undefined> = new Set(['US', 'PR', 'VI', 'GU', 'AS', 'MP'])

/** The North American numbering plan by libphonenumber's full metadata. */
export const northAmericanNumbers: PhoneNumbers = { read, kindOf }

function read(text: string): PhoneReading {
  return readQuickly(text) ?? readFully(text)
}

/** The usual spellings of a ten-digit number: their area code and exchange decide, and those repeat throughout a list. */
function readQuickly(text: string): PhoneReading | null {
  if (!/^[\d\s().+-]+$/.test(text)) return null
  const digits = text.replace(/\D/g, '')
  const ten = digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits
  if (ten.length !== 10 || (text.includes('+') && digits.length !== 11)) return null
  const phone = `+1${ten}`
  const kind = kindOf(phone)
  return kind === 'ordinary' || kind === 'toll-free' ? { ok: true, phone, kind } : null
}

function readFully(text: string): PhoneReading {
  const parsed = parsePhoneNumberFromString(plain(text), 'US')
  if (!parsed) return { ok: false, reason: 'not a valid phone number' }
  if (parsed.countryCallingCode !== '1') {
    return { ok: false, reason: parsed.isValid() ? 'outside the United States' : 'not a valid phone number' }
  }
  if (!parsed.isValid()) return { ok: false, reason: 'not a valid phone number' }
  return { ok: true, phone: parsed.number, kind: kindIn(parsed.country, parsed.getType()) }
}

const known = new Map<string, PhoneKind>()

/** The kind hangs on the area code and exchange, and a list asks for the same ones again and again. */
function kindOf(phone: string): PhoneKind {
  if (!/^\+1\d{10}$/.test(phone)) return phone.startsWith('+1') ? 'invalid' : 'foreign'
  const exchange = phone.slice(0, 8)
  let kind = known.get(exchange)
  if (kind === undefined) {
    const parsed = parsePhoneNumberFromString(phone)
    kind = parsed?.isValid() ? kindIn(parsed.country, parsed.getType()) : 'invalid'
    if (known.size > 50_000) known.clear()
    known.set(exchange, kind)
  }
  return kind
}

function kindIn(country: string | undefined, type: string | undefined): PhoneKind {
  switch (type) {
    case 'TOLL_FREE':
      return 'toll-free'
    case 'PREMIUM_RATE':
      return 'premium'
    case 'FIXED_LINE':
    case 'MOBILE':
    case 'FIXED_LINE_OR_MOBILE':
      return UNITED_STATES.has(country) ? 'ordinary' : 'foreign'
    default:
      return 'special'
  }
}

/** Spreadsheets store a number as 5125550101.0; exports write "tel:" before it. */
const plain = (text: string): string =>
  text
    .trim()
    .replace(/^(tel|phone|p|m|c|h)[:.]\s*/i, '')
    .replace(/^(\d{10,11})\.0+$/, '$1')
