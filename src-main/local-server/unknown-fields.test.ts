import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appWithoutVendors, type ServedApp } from '../../tests/fixtures/app-without-vendors.ts'

let served: ServedApp
beforeAll(async () => {
  served = await appWithoutVendors()
})
afterAll(() => served.close())

const ask = async (method: string, path: string, body: object) => {
  const answer = await served.ask(method, `/api/v1${path}`, body)
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> }
}

// A limit on spending with a mistyped name was answered with 200, and nothing was limited.
describe('a body that names something unknown', () => {
  it.each([
    [
      'PUT',
      '/wallet/auto-spend',
      { per_cal_cents: 100 },
      'per_cal_cents',
      'It takes enabled, per_call_cents',
    ],
    ['PUT', '/calling-rules', { x: 1 }, 'x', 'It takes consent_good_for_days'],
    ['PUT', '/voice-configuration', { zzz: 1 }, 'zzz', 'voice_id'],
    [
      'POST',
      '/ai-voice/campaign',
      { lead_ids: ['a'], contractor_id: 'c', name: 'Second' },
      'name',
      'campaign_name',
    ],
    ['PUT', '/leads/nobody', { foo: 1 }, 'foo', 'It takes name, phone'],
    ['PUT', '/leads/nobody', { roof: { slop: '6/12' } }, 'roof.slop', '"roof" takes age_years'],
    [
      'PUT',
      '/calling-rules',
      { counsel_approvals: [{ state: 'WA', note: 'Approved by counsel', by: 'Pat' }] },
      'counsel_approvals.0.by',
      '"counsel_approvals.0" takes state, note',
    ],
    ['PUT', '/ai-voice/campaigns/c/settings', { pace: 3 }, 'pace', 'It takes max_concurrent_calls'],
    ['POST', '/wallet/resume', { now: true }, 'now', 'It takes no fields.'],
    ['POST', '/wallet/pause', { calls: 'end' }, 'calls', 'It takes live_calls.'],
  ])('is refused: %s %s %j', async (method, path, body, field, words) => {
    const refused = await ask(method, path, body)
    expect(refused).toMatchObject({
      status: 422,
      body: { code: 'invalid_input', errors: [{ path: field, message: 'is not known here' }] },
    })
    expect(refused.body.detail).toContain(`does not know "${field}"`)
    expect(refused.body.detail).toContain(words)
  })

  it('changes nothing, the known fields beside it included', async () => {
    await ask('PUT', '/wallet/auto-spend', { per_campaign_cents: 500 })
    expect((await ask('PUT', '/wallet/auto-spend', { per_campaign_cents: 900, x: 1 })).status).toBe(422)
    const wallet = (await (await served.ask('GET', '/api/v1/wallet')).json()) as object
    expect(JSON.stringify(wallet)).toContain('"per_campaign_cents":500')
  })

  it('is not the path, and not what a map is keyed by', async () => {
    expect((await ask('PUT', '/ai-voice/campaigns/nobody/settings', {})).status).toBe(404)
    const retries = { busy: { most: 1, after_hours: 2 } }
    expect((await ask('PUT', '/ai-voice/campaigns/nobody/settings', { retries })).body.detail).not.toContain(
      'does not know',
    )
  })

  it('leaves a body without fields alone', async () => {
    expect((await ask('POST', '/wallet/resume', {})).status).toBe(200)
    expect((await served.ask('POST', '/api/v1/wallet/resume')).status).toBe(200)
  })
})
