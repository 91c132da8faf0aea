/** What a schema has against a value, as far as it is told in words; the fields are those of zod's issues. */
export interface SchemaIssue {
  readonly message: string
  readonly code?: string | undefined
  readonly origin?: string | undefined
  readonly minimum?: number | bigint | undefined
  readonly maximum?: number | bigint | undefined
  readonly inclusive?: boolean | undefined
  readonly expected?: string | undefined
  readonly format?: string | undefined
  readonly values?: readonly unknown[] | undefined
  readonly keys?: readonly string[] | undefined
}

/** How zod begins the messages that nobody wrote for people. */
const WRITTEN_BY_ZOD = /^(Too (small|big)|Invalid|Unrecognized)\b/

/** An issue as the rest of a sentence that begins with the field: "must not be empty". Our own messages stay as they are. */
export function issueWords(issue: SchemaIssue): string {
  if (!WRITTEN_BY_ZOD.test(issue.message)) return issue.message
  switch (issue.code) {
    case 'too_small':
      return tooSmall(issue)
    case 'too_big':
      return tooBig(issue)
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? 'is missing'
        : `must be ${KINDS[issue.expected ?? ''] ?? 'of another kind'}`
    case 'invalid_value':
      return `must be ${issue.values?.length === 1 ? '' : 'one of '}${(issue.values ?? []).map(String).join(', ')}`
    case 'invalid_format':
      return `must be ${FORMATS[issue.format ?? ''] ?? 'written in another form'}`
    case 'unrecognized_keys':
      return `may not have ${(issue.keys ?? []).join(', ')}`
    default:
      return 'is not valid'
  }
}

/** The same with the field before it: "purpose must not be empty". */
export function issueSentence(path: string, words: string): string {
  if (path === '') return words
  return /^(must|may|is) /.test(words) ? `${path} ${words}` : `${path}: ${words}`
}

function tooSmall({ origin, minimum, inclusive }: SchemaIssue): string {
  const most = Number(minimum)
  const unit = UNITS[origin ?? '']
  if (!unit) return `must be ${inclusive === false ? 'more than' : 'at least'} ${most}`
  return most === 1 ? 'must not be empty' : `must have at least ${most} ${unit}`
}

function tooBig({ origin, maximum, inclusive }: SchemaIssue): string {
  const most = Number(maximum)
  const unit = UNITS[origin ?? '']
  if (!unit) return `must be ${inclusive === false ? 'less than' : 'at most'} ${most}`
  return `must have at most ${most} ${most === 1 ? unit.replace(/s$/, '').replace(/ie$/, 'y') : unit}`
}

const UNITS: Readonly<Record<string, string>> = { string: 'characters', array: 'entries', set: 'entries' }
const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}
const FORMATS: Readonly<Record<string, string>> = {
  datetime: 'a moment in UTC, e.g. 2026-11-23T15:04:05Z',
  date: 'a day, e.g. 2026-11-23',
  time: 'a time of day, e.g. 15:04',
  email: 'an e-mail address',
  url: 'an address that begins with https://',
  base64: 'base64',
}
