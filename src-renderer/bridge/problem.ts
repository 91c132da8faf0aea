import { ORPCError } from '@orpc/client'
import { Problem } from '../../src-preload/contract/problem.ts'
import { ConnectionLost } from './connection.ts'

/** Bad news ready for a person: what happened and, where it is known, what to do. */
export interface BadNews {
  title: string
  detail: string
  code: Problem['code'] | 'connection_lost' | 'unknown'
  errors: { path: string; message: string }[]
}

const LOST: BadNews = {
  title: 'No connection to Ridgeline',
  detail: 'This window lost its line to the app. It reconnects by itself; then try again.',
  code: 'connection_lost',
  errors: [],
}

export function badNewsOf(error: unknown): BadNews {
  if (error instanceof ConnectionLost || isBrokenLine(error)) return LOST
  if (!(error instanceof ORPCError)) {
    const detail = error instanceof Error ? error.message : 'No details are known.'
    return { title: 'Something went wrong', detail, code: 'unknown', errors: [] }
  }
  const problem = Problem.safeParse(error.data)
  if (problem.success) {
    const { title, detail, code, errors = [] } = problem.data
    return { title, detail, code, errors }
  }
  return {
    title: error.code === 'BAD_REQUEST' ? 'That input was not accepted' : 'Something went wrong',
    detail: error.message,
    code: error.code === 'NOT_FOUND' ? 'not_found' : 'unknown',
    errors: [],
  }
}

// oRPC aborts what was under way when its socket or port closes.
const isBrokenLine = (error: unknown): boolean =>
  error instanceof DOMException
    ? error.name === 'AbortError'
    : error instanceof Error && (error.name === 'AbortError' || error.constructor.name === 'AbortError')
