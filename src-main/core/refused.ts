import type { Problem, ProblemCode } from '../../src-preload/contract/problem.ts'

/** The core declines a request: nothing was done, and the person learns what was wrong and what to do. */
export class Refused extends Error {
  readonly code: ProblemCode
  readonly detail: string
  /** What is wrong with each field, where fields can be named. */
  readonly errors: Problem['errors']
  constructor(code: ProblemCode, title: string, detail: string, errors?: Problem['errors']) {
    super(title)
    this.name = 'Refused'
    this.code = code
    this.detail = detail
    this.errors = errors
  }
}

export const notFound = (what: string, id: string): Refused =>
  new Refused('not_found', `No such ${what}`, `There is no ${what} with the id "${id}".`)

/** What a request names, or the refusal that says that there is no such thing. */
export function found<T>(value: T | null | undefined, what: string, id: string): T {
  if (value === null || value === undefined) throw notFound(what, id)
  return value
}
