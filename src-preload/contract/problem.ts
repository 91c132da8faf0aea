import { z } from 'zod'

/**
 * The one shape of bad news that crosses a boundary: RFC 9457 over HTTP, the `data` of an error over a
 * socket or message port. `code` is stable and meant for programs; `title` and `detail` are for people.
 */
export const ProblemCode = z.enum([
  'invalid_input',
  'unknown_query',
  'not_found',
  'conflict',
  'unauthorized',
  'not_ready',
  'wallet_paused',
  'audit_failed',
  'relay_offline',
  'vendor_failed',
  'bundles_unavailable',
  'call_not_live',
  'unsupported',
  'too_large',
  'internal',
])
export type ProblemCode = z.infer<typeof ProblemCode>

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: ProblemCode,
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
})
export type Problem = z.infer<typeof Problem>

export const problemStatus: Record<ProblemCode, number> = {
  invalid_input: 422,
  unknown_query: 400,
  not_found: 404,
  conflict: 409,
  unauthorized: 401,
  not_ready: 409,
  wallet_paused: 409,
  audit_failed: 503,
  relay_offline: 503,
  vendor_failed: 502,
  bundles_unavailable: 409,
  call_not_live: 409,
  unsupported: 501,
  too_large: 413,
  internal: 500,
}
