import { OpenAPIGenerator } from '@orpc/openapi'
import { OpenAPIHandler } from '@orpc/openapi/fetch'
import { ZodToJsonSchemaConverter } from '@orpc/zod/zod4'
import { type Context, Hono } from 'hono'
import { z } from 'zod'
import { contract } from '../../src-preload/contract/contract.ts'
import type { Problem } from '../../src-preload/contract/problem.ts'
import type { App } from '../app.ts'
import { Refused } from '../core/refused.ts'
import { complianceFiles } from './compliance-files.ts'
import { filePaths, mergedPaths } from './file-paths.ts'
import { withProblems } from './problem-responses.ts'
import { noSuchRoute, problemOf } from './problems.ts'
import { unknownQueryName } from './query-names.ts'
import type { Router } from './router.ts'

const PREFIX = '/api/v1'
const PROBLEM_TYPE = 'application/problem+json'
/** Only procedures that name their path are routes; the rest belong to the window. */
const isRoute = ({ contract: procedure }: { contract: { '~orpc': { route: { path?: string } } } }): boolean =>
  procedure['~orpc'].route.path !== undefined

/** The local HTTP API of the design, section 4: derived from the contract but for the routes whose body is a file. */
export function httpApi(app: App, router: Router): Hono {
  const unexpected = (error: unknown) => app.log.error({ err: error }, 'a request failed')
  const handler = new OpenAPIHandler(router, {
    filter: isRoute,
    customErrorResponseBodyEncoder: (error) => problemOf(error, unexpected),
  })
  const generator = new OpenAPIGenerator({ schemaConverters: [schemaConverter()] })
  let document: Promise<OpenApiDocument> | null = null
  const api = new Hono()

  api.use(`${PREFIX}/*`, async (c, next) => {
    const { pathname, searchParams } = new URL(c.req.url)
    if (searchParams.size > 0) {
      document ??= describe(generator, app.version)
      const path = pathname.slice(PREFIX.length)
      const unknown = unknownQueryName(await document, c.req.method, path, searchParams)
      if (unknown) return asProblem(unknown)
    }
    return next()
  })

  api.get('/metrics', async (c) =>
    c.text(await app.metrics.text(), 200, { 'content-type': app.metrics.contentType }),
  )

  api.get(`${PREFIX}/openapi.json`, async (c) => {
    document ??= describe(generator, app.version)
    return c.json(await document)
  })

  api.post(`${PREFIX}/leads/import`, async (c) =>
    respond(c, unexpected, () => app.imports.importBody('leads', c.req.raw.body)),
  )
  api.post(`${PREFIX}/neighborhood/import`, async (c) =>
    respond(c, unexpected, () => app.imports.importBody('neighborhood_jobs', c.req.raw.body)),
  )
  api.post(`${PREFIX}/suppressions/import`, async (c) =>
    respond(c, unexpected, () => app.imports.importBody('suppressions', c.req.raw.body)),
  )

  complianceFiles(api, PREFIX, app, (c, work) => respond(c, unexpected, work))

  api.get(`${PREFIX}/ai-voice/calls/:id/recording`, async (c) => {
    try {
      const wav = await app.calls.recordingWav(c.req.param('id'))
      return c.body(new Uint8Array(wav), 200, { 'content-type': 'audio/wav' })
    } catch (error) {
      return problemResponse(error, unexpected)
    }
  })

  for (const path of ['ai-voice/calls', 'leads'])
    api.get(`${PREFIX}/${path}/:id/evidence`, async (c) => {
      try {
        const { fileName, zip } = await app.compliance.evidence(c.req.param('id'))
        return c.body(new Uint8Array(zip), 200, {
          'content-type': 'application/zip',
          'content-disposition': `attachment; filename="${fileName.replace(/[^\w.-]/g, '_')}"`,
        })
      } catch (error) {
        return problemResponse(error, unexpected)
      }
    })

  api.get(`${PREFIX}/wallet/statements/:file`, async (c) => {
    try {
      const [, month = '', format] = /^(.*)\.(pdf|csv)$/.exec(c.req.param('file')) ?? []
      if (format !== 'pdf' && format !== 'csv')
        throw new Refused('invalid_input', 'No such file', 'Ask for a month like 2026-11.pdf or 2026-11.csv.')
      const { fileName, contentType, bytes } = await app.wallet.statement(month, format)
      return c.body(new Uint8Array(bytes), 200, {
        'content-type': contentType,
        'content-disposition': `attachment; filename="${fileName}"`,
      })
    } catch (error) {
      return problemResponse(error, unexpected)
    }
  })

  api.get(`${PREFIX}/bookings.ics`, (c) =>
    c.body(app.bookings.calendar(), 200, { 'content-type': 'text/calendar; charset=utf-8' }),
  )

  api.all(`${PREFIX}/*`, async (c) => {
    const { response } = await handler.handle(c.req.raw, {
      prefix: PREFIX,
      context: { idempotencyKey: c.req.header('idempotency-key') },
    })
    if (!response) return asProblem(noSuchRoute())
    if (response.status < 400) return response
    // The problem knows its own status; oRPC would answer every wrong input with 400.
    return asProblem((await response.json()) as Problem)
  })
  return api
}

type OpenApiDocument = Awaited<ReturnType<typeof describe>>

/** Keeps what the contract marks as `readOnly`, which the converter itself leaves out. */
const schemaConverter = (): ZodToJsonSchemaConverter =>
  new ZodToJsonSchemaConverter({
    interceptors: [
      ({ schema, next }) => {
        const [required, json] = next()
        const isReadOnly = z.globalRegistry.get(schema)?.readOnly === true
        return [required, isReadOnly ? { ...json, readOnly: true } : json]
      },
    ],
  })

/** The routes of the contract and those whose body is a file, as one OpenAPI document. */
async function describe(generator: OpenAPIGenerator, version: string) {
  const ofContract = await generator.generate(contract, {
    filter: isRoute,
    info: { title: 'Ridgeline local API', version },
    servers: [{ url: PREFIX }],
    security: [{ bearer: [] }],
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  })
  return withProblems({ ...ofContract, paths: mergedPaths(ofContract.paths ?? {}, filePaths) })
}

async function respond(
  c: Context,
  unexpected: (error: unknown) => void,
  work: () => Promise<object>,
): Promise<Response> {
  try {
    return c.json(await work())
  } catch (error) {
    return problemResponse(error, unexpected)
  }
}

const problemResponse = (error: unknown, unexpected: (error: unknown) => void): Response =>
  asProblem(problemOf(error, unexpected))

export const asProblem = (found: Problem): Response =>
  new Response(JSON.stringify(found), { status: found.status, headers: { 'content-type': PROBLEM_TYPE } })
