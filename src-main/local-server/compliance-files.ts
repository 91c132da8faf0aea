import type { Context, Hono } from 'hono'
import { ListName } from '../../src-preload/contract/compliance.ts'
import type { App } from '../app.ts'
import { Refused } from '../core/refused.ts'

type Respond = (c: Context, work: () => Promise<object>) => Promise<Response>

/** The routes of the gate's lists whose body or answer is a file. */
export function complianceFiles(api: Hono, prefix: string, app: App, respond: Respond): void {
  api.put(`${prefix}/do-not-call-lists/:list`, (c) =>
    respond(c, () =>
      app.compliance.importList(listName(c.req.param('list')), c.req.raw.body, c.req.query('as_of') ?? null),
    ),
  )
  api.post(`${prefix}/consents/import`, (c) =>
    respond(c, () => app.compliance.importConsents(c.req.raw.body)),
  )
  api.post(`${prefix}/consents/:id/documents`, (c) =>
    respond(c, () =>
      app.compliance.attach(c.req.param('id'), c.req.query('file_name') ?? 'document', c.req.raw.body),
    ),
  )
  api.get(`${prefix}/reassigned-numbers/questions.csv`, (c) =>
    c.body(app.compliance.reassignedQuestions(), 200, { 'content-type': 'text/csv; charset=utf-8' }),
  )
  api.post(`${prefix}/reassigned-numbers/import`, (c) =>
    respond(c, () => app.compliance.importReassigned(c.req.raw.body, c.req.query('checked_on') ?? null)),
  )
}

function listName(text: string): string {
  const name = ListName.safeParse(text.toUpperCase())
  if (name.success) return name.data
  throw new Refused(
    'invalid_input',
    'Unknown list',
    `"${text}" is neither US (the national registry) nor a state like TX.`,
  )
}
