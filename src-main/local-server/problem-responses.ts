import { z } from 'zod'
import { Problem, problemStatus } from '../../src-preload/contract/problem.ts'

type Operation = { responses?: object; parameters?: readonly object[] }

const CONTENT = {
  'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
}
const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  description: 'A launch sent again with the same key answers as the first time and starts nothing twice',
  schema: { type: 'string', maxLength: 200 },
}

/** By status, which stable codes a problem of it may have (RFC 9457). */
function responses(): Record<string, object> {
  const byStatus = Map.groupBy(Object.entries(problemStatus), ([, status]) => status)
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      { description: `A problem, its code: ${codes.map(([code]) => code).join(', ')}`, content: CONTENT },
    ]),
  )
}

/** The document with what every route may answer when something is wrong, and the header that a launch takes. */
export function withProblems<
  Document extends { paths: Record<string, object>; components?: { schemas?: object } },
>(document: Document): Document {
  const problems = responses()
  const withAll = ([method, operation]: [string, Operation]) => [
    method,
    { ...operation, responses: { ...problems, ...operation.responses } },
  ]
  const paths: Record<string, Record<string, Operation>> = Object.fromEntries(
    Object.entries(document.paths).map(([path, methods]) => [
      path,
      Object.fromEntries(Object.entries(methods).map(withAll)),
    ]),
  )
  const launch = paths['/ai-voice/campaign']?.post
  if (launch) launch.parameters = [...(launch.parameters ?? []), IDEMPOTENCY_KEY]
  const schemas = { ...document.components?.schemas, Problem: z.toJSONSchema(Problem, { io: 'output' }) }
  return { ...document, paths, components: { ...document.components, schemas } }
}
