import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appWithoutVendors, type ServedApp } from '../../tests/fixtures/app-without-vendors.ts'

/** Follow-ups over HTTP, with the whole app behind them and no vendor in reach. */
let app: ServedApp
let leadId: string
beforeAll(async () => {
  app = await appWithoutVendors()
  const csv = 'Name,Phone,Email,State,Zip\nAnn Lee,(512) 555-0101,ann@example.com,TX,78745\n'
  const imported = await fetch(`${app.server.origin}/api/v1/leads/import`, {
    method: 'POST',
    headers: { authorization: `Bearer ${app.token}`, 'content-type': 'text/csv' },
    body: csv,
  })
  expect(await imported.json()).toMatchObject({ imported: 1 })
  const leads = (await (await app.ask('GET', '/api/v1/leads')).json()) as { items: { lead_id: string }[] }
  leadId = leads.items[0]?.lead_id ?? ''
})
afterAll(() => app.close())

const json = async (method: string, path: string, body?: unknown) => {
  const answer = await app.ask(method, `/api/v1${path}`, body)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

describe('follow-ups over HTTP', () => {
  it('are planned for a lead, listed, changed, skipped, and found among the past ones', async () => {
    const made = await json('POST', '/ai-voice/follow-up', {
      lead_id: leadId,
      reason: 'Asked for references',
      channel: 'email',
      text: 'Hello {first_name}, here they are.',
    })
    expect(made).toMatchObject({
      status: 201,
      body: {
        status: 'waiting',
        automatic: false,
        sequence: null,
        email: 'ann@example.com',
        text: 'Hello Ann, here they are.',
      },
    })
    const id = made.body.follow_up_id as string
    expect(await json('GET', '/follow-ups')).toMatchObject({ body: { items: [{ follow_up_id: id }] } })
    const dueAt = '2030-01-02T15:00:00.000Z'
    expect(await json('PUT', `/follow-ups/${id}`, { due_at: dueAt })).toMatchObject({
      status: 200,
      body: { due_at: dueAt },
    })
    expect(await json('POST', `/follow-ups/${id}/skip`)).toMatchObject({ body: { status: 'skipped' } })
    expect(await json('POST', `/follow-ups/${id}/skip`)).toMatchObject({
      status: 409,
      body: { code: 'conflict' },
    })
    expect(await json('GET', '/follow-ups')).toMatchObject({ body: { items: [] } })
    expect(await json('GET', '/follow-ups?show=past')).toMatchObject({
      body: { items: [{ follow_up_id: id, status_reason: 'Skipped by a person.' }] },
    })
  })

  it('put a lead into a sequence when the reason names one, once', async () => {
    const first = await json('POST', '/ai-voice/follow-up', { lead_id: leadId, reason: 'no_answer' })
    expect(first).toMatchObject({
      status: 201,
      body: { sequence: 'no_answer', channel: 'sms', step: 1, steps: 3, automatic: true },
    })
    expect(
      await json('POST', '/ai-voice/follow-up', { lead_id: leadId, reason: 'booked_reminder' }),
    ).toMatchObject({
      status: 422,
      body: { code: 'invalid_input' },
    })
  })

  it('say why a step cannot be done now: without the relay nobody could tell us to stop', async () => {
    const { body } = await json('GET', '/follow-ups')
    const id = (body.items as { follow_up_id: string }[])[0]?.follow_up_id
    expect(await json('POST', `/follow-ups/${id}/now`)).toMatchObject({
      status: 503,
      body: { code: 'relay_offline' },
    })
    expect(await json('POST', '/follow-ups/nothing/now')).toMatchObject({ status: 404 })
  })

  it('have sequences that are edited, and refused when a homeowner would read words in braces', async () => {
    const { body } = await json('GET', '/follow-up-sequences')
    expect((body.items as { name: string }[]).map(({ name }) => name)).toEqual([
      'no_answer',
      'voicemail',
      'callback_requested',
      'interested_undecided',
      'booked_reminder',
    ])
    const text = { channel: 'sms', delay_minutes: 5, window: null, subject: null, text: 'Hi {who}' }
    expect(await json('PUT', '/follow-up-sequences/voicemail', { steps: [text] })).toMatchObject({
      status: 422,
      body: { detail: expect.stringContaining('{who}') },
    })
    expect(
      await json('PUT', '/follow-up-sequences/voicemail', {
        enabled: false,
        steps: [{ ...text, text: 'Hi {agent}' }],
      }),
    ).toMatchObject({ status: 200, body: { enabled: false, steps: [{ text: 'Hi {agent}' }] } })
  })

  it('tell whether texts may be sent, and that nothing is known while the carrier cannot be asked', async () => {
    expect(await json('POST', '/texting/check')).toMatchObject({
      status: 200,
      body: { registration: 'unknown', blocked_because: expect.any(String) },
    })
    expect(await json('GET', '/text-messages')).toMatchObject({ body: { items: [], next_cursor: null } })
  })
})
