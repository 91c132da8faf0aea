import { ORPCError } from '@orpc/server'
import { z } from 'zod'
import { issueSentence, issueWords } from '../../src-preload/contract/issue-words.ts'
import { type Problem, type ProblemCode, problemStatus } from '../../src-preload/contract/problem.ts'
import { Refused } from '../core/refused.ts'
import { VendorFailure } from '../core/vendor-failure.ts'

/** One translation of bad news for every way in: RFC 9457 over HTTP, error data over sockets and message ports. */
export function problem(
  code: ProblemCode,
  title: string,
  detail: string,
  errors?: Problem['errors'],
): Problem {
  return {
    type: `https://ridgeline.invalid/problems/${code}`,
    title: plain(title),
    status: problemStatus[code],
    code,
    detail: plain(detail),
    ...(errors && {
      errors: errors.map(({ path, message }) => ({ path: plain(path), message: plain(message) })),
    }),
  }
}

/** What a stranger's file or request holds is quoted in problems: marks that steer a terminal or reorder text are not. */
const plain = (text: string): string => text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ')

export const noSuchRoute = (): Problem =>
  problem(
    'not_found',
    'There is nothing here',
    'No such route. The routes are listed in /api/v1/openapi.json.',
  )

/** A bug: what it was is in the log only. */
export const internalProblem = (): Problem =>
  problem(
    'internal',
    'Something went wrong in Ridgeline',
    'Nothing was changed. Try again; if it happens again, the log says why.',
  )

/** `unexpected` is called for bugs only, so that they are logged and nothing of them leaks to the caller. */
export function problemOf(error: unknown, unexpected: (error: unknown) => void): Problem {
  if (error instanceof Refused) return problem(error.code, error.message, error.detail, error.errors)
  if (error instanceof VendorFailure)
    return problem('vendor_failed', 'A vendor did not do its part', error.message)
  if (error instanceof ORPCError) return fromOrpc(error, unexpected)
  unexpected(error)
  return internalProblem()
}

const WithIssues = z.object({
  issues: z.array(
    z.object({
      message: z.string(),
      path: z.array(z.unknown()).optional(),
      code: z.string().optional(),
      origin: z.string().optional(),
      minimum: z.union([z.number(), z.bigint()]).optional(),
      maximum: z.union([z.number(), z.bigint()]).optional(),
      inclusive: z.boolean().optional(),
      expected: z.string().optional(),
      format: z.string().optional(),
      values: z.array(z.unknown()).optional(),
      keys: z.array(z.string()).optional(),
    }),
  ),
})
const WithCode = z.object({
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  status: z.number(),
  type: z.string(),
})

function fromOrpc(error: ORPCError<string, unknown>, unexpected: (error: unknown) => void): Problem {
  const known = WithCode.safeParse(error.data)
  if (known.success) return error.data as Problem
  const issues = WithIssues.safeParse(error.data)
  if (error.code === 'BAD_REQUEST') {
    const errors = issues.success
      ? issues.data.issues.map((issue) => ({
          path: (issue.path ?? []).map(pathPart).join('.'),
          message: issueWords(issue),
        }))
      : []
    const detail =
      errors.length > 0
        ? errors.map(({ path, message }) => issueSentence(path, message)).join('; ')
        : 'The request could not be read as JSON.'
    return problem('invalid_input', 'The request is not valid', detail, errors)
  }
  if (error.code === 'NOT_FOUND') return noSuchRoute()
  unexpected(error)
  return internalProblem()
}

const pathPart = (part: unknown): string =>
  typeof part === 'object' && part !== null && 'key' in part ? String(part.key) : String(part)

/** The same problem as an error that oRPC carries to the window. */
export const orpcProblem = (found: Problem): ORPCError<string, Problem> =>
  new ORPCError(found.code.toUpperCase(), { status: found.status, message: found.title, data: found })
