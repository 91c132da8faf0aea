import { Refused } from '../core/refused.ts'

/** What of a procedure tells which fields its body may have. */
interface DescribedProcedure {
  readonly route: { readonly method?: string; readonly path?: string }
  readonly inputSchema?: unknown
}

interface Unknown {
  /** Where it stands, e.g. `roof.slop`. */
  readonly path: string
  /** The object that it stands in; empty for the body itself. */
  readonly within: string
  readonly known: readonly string[]
}

/**
 * Refuses a body that names a field which its route does not know: a misspelt field must not be answered as if it had
 * been set. Queries are looked at by `unknownQueryName`.
 */
export function refuseUnknownFields({ route, inputSchema }: DescribedProcedure, input: unknown): void {
  const { method = 'POST', path } = route
  if (path === undefined || method === 'GET') return
  const unknown = inputSchema ? unknownIn(inputSchema as Schema, input, '') : unknownOf([], input, '')
  const [first] = unknown
  if (!first) return
  const names = unknown.map((field) => `"${field.path}"`).join(', ')
  throw new Refused(
    'invalid_input',
    'The request is not valid',
    `${method} ${path} does not know ${names}. ${takesWords(first, path)}`,
    unknown.map((field) => ({ path: field.path, message: 'is not known here' })),
  )
}

/** The names in the path are no fields of the body. */
function takesWords({ within, known }: Unknown, path: string): string {
  const fields = known.filter((name) => within !== '' || !path.includes(`{${name}}`))
  if (fields.length === 0) return 'It takes no fields.'
  return `${within === '' ? 'It' : `"${within}"`} takes ${fields.join(', ')}.`
}

/** As much of zod's schemas as tells which fields they have. */
interface Schema {
  readonly def: {
    readonly type: string
    readonly shape?: Readonly<Record<string, Schema>>
    readonly innerType?: Schema
    readonly in?: Schema
    readonly element?: Schema
    readonly valueType?: Schema
    readonly options?: readonly Schema[]
  }
}

function unknownIn({ def }: Schema, value: unknown, at: string): Unknown[] {
  if (def.innerType) return unknownIn(def.innerType, value, at)
  if (def.in) return unknownIn(def.in, value, at)
  if (def.options) return leastOf(def.options.map((option) => unknownIn(option, value, at)))
  if (def.element && Array.isArray(value)) {
    const { element } = def
    return value.flatMap((each, i) => unknownIn(element, each, join(at, String(i))))
  }
  if (!isObject(value)) return []
  if (def.valueType) {
    const { valueType } = def
    return Object.entries(value).flatMap(([name, each]) => unknownIn(valueType, each, join(at, name)))
  }
  const { shape } = def
  if (!shape) return []
  const within = Object.entries(value).flatMap(([name, each]) => {
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined
    return field ? unknownIn(field, each, join(at, name)) : []
  })
  return [...unknownOf(Object.keys(shape), value, at), ...within]
}

const unknownOf = (known: readonly string[], value: unknown, at: string): Unknown[] =>
  isObject(value)
    ? Object.keys(value)
        .filter((name) => !known.includes(name))
        .map((name) => ({ path: join(at, name), within: at, known }))
    : []

/** Of a choice of shapes the one counts that the value comes nearest to. */
const leastOf = (all: readonly Unknown[][]): Unknown[] => all.toSorted((a, b) => a.length - b.length)[0] ?? []

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const join = (at: string, name: string): string => (at === '' ? name : `${at}.${name}`)
