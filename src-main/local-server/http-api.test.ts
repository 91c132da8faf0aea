import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appWithoutVendors, type ServedApp } from '../../tests/fixtures/app-without-vendors.ts'
import { emptyProfile } from '../core/contractor.ts'
import { buildScript } from '../core/conversation/build-script.ts'

let served: ServedApp
beforeAll(async () => {
  served = await appWithoutVendors()
})
afterAll(() => served.close())

const ask = (method: string, path: string, body?: unknown) => served.ask(method, `/api/v1${path}`, body)

describe('the routes', () => {
  it.each([
    ['GET', '/leads/nobody'],
    ['PUT', '/contractors/nobody', { crews: 2 }],
    ['POST', '/approvals/nobody', { decision: 'approve' }],
    ['POST', '/ai-voice/follow-up', { lead_id: 'nobody', reason: 'a quote' }],
    ['POST', '/ai-voice/follow-up', { call_id: 'nobody', reason: 'a quote' }],
    ['GET', '/bookings/nobody'],
    ['GET', '/rehearsals/nobody'],
    ['POST', '/rehearsals', { contractor_id: 'nobody', script_id: 'nobody' }],
    ['GET', '/scripts/nobody'],
    ['GET', '/scripts/nobody/opening?lead_id=nobody&contractor_id=contractor_1'],
    ['POST', '/scripts/write', { contractor_id: 'nobody', name: 'Fall', lead_ids: [] }],
    ['POST', '/ai-voice/campaign/estimate', { contractor_id: 'nobody', lead_ids: ['nobody'] }],
    ['GET', '/ai-voice/campaigns/nobody'],
    ['POST', '/ai-voice/campaigns/nobody/pause'],
    ['POST', '/ai-voice/campaigns/nobody/resume'],
    ['POST', '/ai-voice/campaigns/nobody/cancel'],
    ['GET', '/ai-voice/calls/nobody'],
    ['GET', '/ai-voice/calls/nobody/recording'],
    ['GET', '/ai-voice/calls/nobody/timeline'],
    ['POST', '/ai-voice/calls/nobody/hangup'],
    ['POST', '/ai-voice/calls/nobody/say', { text: 'Hello.' }],
    ['POST', '/ai-voice/calls/nobody/whisper', { text: 'Offer the morning.' }],
    ['POST', '/ai-voice/calls/nobody/mute', { muted: true }],
    ['POST', '/ai-voice/calls/nobody/takeover'],
    ['POST', '/ai-voice/calls/nobody/microphone', { pcmu_base64: '////' }],
    ['POST', '/ai-voice/calls/nobody/handback', { brief: '' }],
    ['GET', '/nothing/here'],
  ])('answer an unknown id with a problem: %s %s', async (method, path, body?: unknown) => {
    const answer = await ask(method, path, body)
    expect(answer.status).toBe(404)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.json()).toMatchObject({ code: 'not_found', status: 404 })
  })

  it('quote what they were sent without marks that steer a terminal or reorder text', async () => {
    const unknown = (await (await ask('GET', '/leads/%1B%5B31m%07%E2%80%AEx')).json()) as { detail: string }
    expect(unknown.detail).toBe('There is no lead with the id " [31m x".')
    const answer = await fetch(`${served.server.origin}/api/v1/leads/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${served.token}` },
      body: 'Na\u001b[31mme,\u0007Ring\nAnn,1\n',
    })
    const problem = (await answer.json()) as { code: string; detail: string }
    expect(problem).toMatchObject({ code: 'invalid_input' })
    expect(problem.detail).not.toMatch(/\p{Cc}|\p{Cf}/u)
  })

  it.each([
    '/leads',
    '/contractors',
    '/scripts',
    '/ai-voice/campaigns',
    '/ai-voice/calls',
    '/bookings',
    '/follow-ups',
    '/analytics/daily',
    '/wallet/postings',
    '/approvals',
    '/suppressions',
  ])('that list answer items and a cursor: %s', async (path) => {
    expect(await (await ask('GET', `${path}?limit=1`)).json()).toMatchObject({
      items: expect.any(Array),
      next_cursor: null,
    })
  })

  it('keep a script, and tell in plain words what is wrong with one', async () => {
    const script = buildScript({ ...emptyProfile, legal_name: 'Test Roofing LLC' })
    const saved = await ask('POST', '/scripts', { name: 'Fall', script })
    expect(saved.status).toBe(201)
    const { script_id } = (await saved.json()) as { script_id: string }
    expect(await (await ask('GET', `/scripts/${script_id}`)).json()).toMatchObject({
      name: 'Fall',
      version: 1,
    })
    expect(await (await ask('GET', '/scripts')).json()).toMatchObject({ items: [{ script_id }] })
    await ask('POST', '/scripts', { name: 'Fall', script })
    const first = await (await ask('GET', '/scripts?limit=1')).json()
    expect(first).toMatchObject({ items: [{ version: 2 }], next_cursor: expect.any(String) })
    const { next_cursor } = first as { next_cursor: string }
    expect(await (await ask('GET', `/scripts?limit=1&cursor=${next_cursor}`)).json()).toMatchObject({
      items: [{ script_id, version: 1 }],
      next_cursor: null,
    })
    const refused = await ask('POST', '/scripts', { name: 'Fall', script: { ...script, purpose: '' } })
    expect(await refused.json()).toMatchObject({
      code: 'invalid_input',
      detail: 'script.purpose must not be empty',
      errors: [{ path: 'script.purpose', message: 'must not be empty' }],
    })
  })

  it('are all described, files included', async () => {
    const { paths } = (await (await ask('GET', '/openapi.json')).json()) as { paths: Record<string, object> }
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    )
    expect(described).toEqual(
      expect.arrayContaining([
        'POST /leads/import',
        'POST /neighborhood/import',
        'POST /suppressions/import',
        'GET /ai-voice/calls/{call_id}/recording',
        'GET /bookings.ics',
        'POST /approvals/{approval_id}',
        'PUT /contractors/{contractor_id}',
        'PUT /voice-configuration',
        'GET /scripts',
        'POST /scripts',
        'POST /scripts/write',
        'POST /ai-voice/campaign/estimate',
        'GET /relay/computers',
        'POST /relay/pairing-code',
      ]),
    )
  })

  it('each say in one line what they do', async () => {
    const { paths } = (await (await ask('GET', '/openapi.json')).json()) as {
      paths: Record<string, Record<string, { summary?: string }>>
    }
    const silent = Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { summary }]) => (summary ? [] : [`${method} ${path}`])),
    )
    expect(Object.keys(paths).length).toBeGreaterThan(60)
    expect(silent).toEqual([])
    // A path of the contract keeps its methods where another method of it takes a file.
    expect(paths['/consents/{consent_id}/documents']).toMatchObject({ get: {}, post: {} })
  })

  it.each([
    ['GET', '/leads?calable=yes', '"calable"', 'limit, cursor, q, callable, sort'],
    ['GET', '/ai-voice/calls?outcome=booked&page=2', '"page"', 'status, outcome'],
    ['GET', '/analytics/daily?day=7', '"day"', 'days'],
    ['GET', '/wallet?x=1', '"x"', 'takes nothing in its query'],
    ['POST', '/wallet/pause?live_calls=end', '"live_calls"', 'takes nothing in its query'],
    ['POST', '/leads/import?dry_run=1', '"dry_run"', 'takes nothing in its query'],
    ['PUT', '/do-not-call-lists/TX?asof=2026-01-01', '"asof"', 'as_of'],
  ])('refuse what they do not know in a query: %s %s', async (method, path, unknown, known) => {
    const answer = await ask(method, path, method === 'GET' ? undefined : {})
    expect(answer.status).toBe(400)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    const problem = (await answer.json()) as { code: string; detail: string }
    expect(problem.code).toBe('unknown_query')
    expect(problem.detail).toContain(unknown)
    expect(problem.detail).toContain(known)
  })

  it('tell when the contractor was changed, not when it was read', async () => {
    const read = async () => {
      const { items } = (await (await ask('GET', '/contractors')).json()) as {
        items: { contractor_id: string; updated_at: string }[]
      }
      return items[0]
    }
    const readAtMs = Date.now()
    const before = await read()
    expect(Date.parse(before?.updated_at ?? '')).toBeLessThan(readAtMs)
    const changedAtMs = Date.now()
    const changed = await ask('PUT', `/contractors/${before?.contractor_id}`, { crews: 3 })
    const { updated_at } = (await changed.json()) as { updated_at: string }
    expect(Date.parse(updated_at)).toBeGreaterThanOrEqual(changedAtMs)
    expect((await read())?.updated_at).toBe(updated_at)
  })

  it('take a contractor back as it was read, and refuse what is only told when it was changed', async () => {
    const read = async () => {
      const { items } = (await (await ask('GET', '/contractors')).json()) as {
        items: Record<string, unknown>[]
      }
      return items[0] ?? {}
    }
    const before = await read()
    const path = `/contractors/${before.contractor_id}`
    const same = await ask('PUT', path, before)
    expect([same.status, await same.json()]).toMatchObject([200, { missing: before.missing }])
    const edited = await ask('PUT', path, { ...(await read()), crews: 7 })
    expect([edited.status, await edited.json()]).toMatchObject([200, { crews: 7 }])
    const stale = await ask('PUT', path, { ...before, crews: 8 })
    expect([stale.status, await stale.json()]).toMatchObject([
      409,
      { code: 'conflict', errors: [{ path: 'updated_at' }] },
    ])
    const ready = await ask('PUT', path, { missing: [], crews: 8 })
    const problem = (await ready.json()) as { detail: string }
    expect(ready.status).toBe(409)
    expect(problem.detail).toContain('"missing" cannot be set')
    expect((await read()).crews).toBe(7)
  })

  it('change the contractor in the path and no other', async () => {
    const { items } = (await (await ask('GET', '/contractors')).json()) as {
      items: { contractor_id: string }[]
    }
    const other = await ask('PUT', '/contractors/nobody', {
      contractor_id: items[0]?.contractor_id,
      crews: 9,
    })
    expect(other.status).toBe(404)
  })

  it('say of what is only told that it cannot be set', async () => {
    const document = await (await ask('GET', '/openapi.json')).json()
    const readOnly = { missing: { readOnly: true }, updated_at: { readOnly: true } }
    const content = { 'application/json': { schema: { properties: readOnly } } }
    expect(document).toMatchObject({
      paths: {
        '/contractors/{contractor_id}': {
          put: { requestBody: { content }, responses: { 200: { content } } },
        },
      },
    })
  })

  it('say what they answer when something is wrong, and that a launch takes an Idempotency-Key', async () => {
    const { paths, components } = (await (await ask('GET', '/openapi.json')).json()) as {
      paths: Record<string, Record<string, { responses: Record<string, object>; parameters?: object[] }>>
      components: { schemas: { Problem: { properties: object } } }
    }
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods))
    const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } }
    for (const status of [401, 404, 409, 422, 500, 503])
      for (const { responses } of operations) expect(responses[status]).toMatchObject({ content })
    expect(components.schemas.Problem.properties).toMatchObject({ code: { enum: expect.any(Array) } })
    expect(paths['/ai-voice/campaign']?.post?.parameters).toEqual([
      expect.objectContaining({ name: 'Idempotency-Key', in: 'header' }),
    ])
  })

  it('serve the calendar', async () => {
    const answer = await ask('GET', '/bookings.ics')
    expect(answer.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    expect(await answer.text()).toContain('BEGIN:VCALENDAR')
  })

  it('measure what stands when somebody looks: the wallet after a credit, no live call, the relay out of reach', async () => {
    const before = (await (await ask('GET', '/wallet')).json()) as { available_cents: number }
    await ask('POST', '/wallet/credit', { amount_cents: 1_234, reason: 'test money' })
    const text = await (await served.ask('GET', '/metrics')).text()
    expect(text).toContain(`ridgeline_wallet_cents{state="available"} ${before.available_cents + 1_234}\n`)
    expect(text).toContain('ridgeline_wallet_cents{state="held"} 0\n')
    expect(text).toMatch(/^ridgeline_\w*live_calls\w* 0$/m)
    expect(text).toMatch(/^ridgeline_relay_\w+ 0$/m)
  })
})
