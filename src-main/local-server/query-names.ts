import type { Problem } from '../../src-preload/contract/problem.ts'
import { problem } from './problems.ts'

/** What of an OpenAPI document tells which query names a route knows. */
export interface DescribedPaths {
  readonly paths?: Readonly<Record<string, unknown>> | undefined
}

interface Operation {
  readonly parameters?: readonly { readonly name?: string; readonly in?: string }[]
  readonly responses?: unknown
}

/** Every list takes these, a short one too. */
const OF_LISTS = ['limit', 'cursor']

/**
 * Whether a request names something in its query that its route does not know: a misspelt filter must not be answered as
 * if it had been applied. `path` is the path below the prefix. Null for known names, and for routes that do not exist.
 */
export function unknownQueryName(
  document: DescribedPaths,
  method: string,
  path: string,
  query: URLSearchParams,
): Problem | null {
  const operation = operationAt(document, method, path)
  if (!operation) return null
  const known = knownNames(operation)
  const unknown = [...new Set(query.keys())].filter((name) => !known.includes(name))
  if (unknown.length === 0) return null
  const may = known.length === 0 ? 'This route takes nothing in its query.' : `It takes ${known.join(', ')}.`
  return problem(
    'unknown_query',
    'The query names something unknown',
    `${method} ${path} does not know ${unknown.map((name) => `"${name}"`).join(', ')} in its query. ${may}`,
    unknown.map((name) => ({ path: name, message: 'is not known here' })),
  )
}

function operationAt({ paths = {} }: DescribedPaths, method: string, path: string): Operation | null {
  // A path that is spelled out goes before one with an id in it.
  const [, found] =
    Object.entries(paths)
      .filter(([template]) => matches(template, path))
      .sort(([a], [b]) => a.split('{').length - b.split('{').length)
      .find(([, item]) => method.toLowerCase() in (item as object)) ?? []
  return (found as Record<string, Operation> | undefined)?.[method.toLowerCase()] ?? null
}

function matches(template: string, path: string): boolean {
  const [wanted, given] = [template.split('/'), path.split('/')]
  return (
    wanted.length === given.length &&
    wanted.every((part, i) => (part.startsWith('{') ? given[i] !== '' : part === given[i]))
  )
}

function knownNames({ parameters = [], responses }: Operation): string[] {
  const named = parameters.flatMap((each) => (each.in === 'query' && each.name ? [each.name] : []))
  const isList = JSON.stringify(responses ?? {}).includes('"next_cursor"')
  return [...new Set([...named, ...(isList ? OF_LISTS : [])])]
}
