import { createRouterClient } from '@orpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LeadDetail } from '../../src-preload/contract/leads.ts'
import { appWithoutVendors, type ServedApp } from '../../tests/fixtures/app-without-vendors.ts'
import { createRouter } from './router.ts'

/** The lead, or what is wrong. */
type Answered = LeadDetail & {
  readonly title: string
  readonly detail: string
  readonly errors: readonly { path: string }[]
}

let served: ServedApp
beforeAll(async () => {
  served = await appWithoutVendors()
})
afterAll(() => served.close())

const ask = async (method: string, path: string, body?: unknown) => {
  const answer = await served.ask(method, `/api/v1${path}`, body)
  return { status: answer.status, body: (await answer.json()) as Answered }
}

const CSV = `name,phone,street,city,state,zip,latitude,longitude,year installed,consent_ai_calls,consent_captured_at,consent_text,consent_seller,consent_signature
Dana Fernwick,(512) 555-0101,12 Oak St,Austin,TX,78745,30.2,-97.8,2004,yes,2026-01-05,I agree to A.I. calls,Test Roofing LLC,ticked
Marcus Melvane,(512) 555-0102,14 Oak St,Austin,TX,78745,30.2,-97.8,2010,,,,,
`

async function lead(name: string): Promise<LeadDetail> {
  const answer = await served.ask('GET', `/api/v1/leads?q=${encodeURIComponent(name)}`)
  const { items } = (await answer.json()) as { items: LeadDetail[] }
  return items[0] as LeadDetail
}

const change = async (name: string, body: object) => ask('PUT', `/leads/${(await lead(name)).lead_id}`, body)
const codesOf = ({ permission }: LeadDetail) => permission.reasons.map(({ code }) => code)

describe('a lead that is edited', () => {
  beforeAll(async () => {
    const contractorId = served.running.app.contractors.list()[0]?.contractor_id
    await ask('PUT', `/contractors/${contractorId}`, { legal_name: 'Test Roofing LLC' })
    await fetch(`${served.server.origin}/api/v1/leads/import`, {
      method: 'POST',
      headers: { authorization: `Bearer ${served.token}` },
      body: CSV,
    })
  })

  it('keeps what was left out, and is found by its new words', async () => {
    const { status, body } = await change('dana', {
      name: 'Dana Ferncliff',
      address: { street: '13 Oak St' },
      roof: { installed_year: 2016, slope: '6/12' },
    })
    expect(status).toBe(200)
    expect(body).toMatchObject({
      name: 'Dana Ferncliff',
      phone: '+15125550101',
      address: { street: '13 Oak St', city: 'Austin', state: 'TX', zip: '78745' },
      roof: { installed_year: 2016, slope: '6/12' },
    })
    expect((await lead('ferncliff')).roof.age_years).toBe(new Date().getUTCFullYear() - 2016)
    const activity = await served.running.app.activity.list({ limit: 5 })
    expect(activity.items[0]).toMatchObject({
      type: 'lead_changed',
      title: 'Dana Ferncliff was edited: name, address, map position, roof',
    })
  })

  it('forgets the map position of an address that it left, and takes a new one', async () => {
    expect(await lead('ferncliff')).toMatchObject({ location: null, neighborhood: { known: false } })
    const { body } = await change('ferncliff', { location: { latitude: 30.3, longitude: -97.7 } })
    expect(body.location).toEqual({ latitude: 30.3, longitude: -97.7 })
  })

  it('is judged by its new place and number at once', async () => {
    expect(codesOf(await lead('ferncliff'))).not.toContain('no-consent')
    const moved = await change('ferncliff', { address: { state: 'Washington', zip: '98101' } })
    expect(moved.body.address).toMatchObject({ state: 'WA', zip: '98101' })
    const said = (detail: LeadDetail) => detail.permission.reasons.map(({ message }) => message).join(' ')
    expect(said(moved.body)).toMatch(/WA|Washington/)
    // Another area code is another place, and consent is given for a number.
    const renumbered = await change('ferncliff', { phone: '206-555-0111' })
    expect(renumbered.body.phone).toBe('+12065550111')
    expect(codesOf(renumbered.body)).toContain('no-consent')
    await change('ferncliff', { phone: '512 555 0101', address: { state: 'TX', zip: '78745' } })
  })

  it('may stand at a border, where the table knows one state for a ZIP code: the rules of both count', async () => {
    const { status, body } = await change('ferncliff', { address: { state: 'ND', zip: '59221' } })
    expect([status, body.address]).toMatchObject([200, { state: 'ND', zip: '59221' }])
    const said = body.permission.reasons.map(({ message }) => message).join(' ')
    expect(said).toMatch(/ND|North Dakota/)
    expect(said).toMatch(/MT|Montana/)
    await change('ferncliff', { address: { state: 'TX', zip: '78745' } })
  })

  it.each([
    [{ phone: '555-01' }, 'phone', '"555-01" is not a valid phone number'],
    [{ other_phones: ['+44 20 7946 0100'] }, 'other_phones', 'outside the United States'],
    [{ name: '  ' }, 'name', 'must not be empty'],
    [{ email: 'dana at home' }, 'email', 'e-mail address'],
    [{ address: { zip: '787' } }, 'address.zip', 'five digits'],
    [{ address: { state: 'Tejas' } }, 'address.state', '"Tejas" is no state'],
    [{ address: { zip: '99999' } }, 'address.zip', '99999 lies in Alaska, and the state says Texas'],
    [{ address: { state: 'OK' } }, 'address.zip', '78745 lies in Texas, and the state says Oklahoma'],
    [{ roof: { age_years: -3 } }, 'roof.age_years', 'at least 0'],
    [{ roof: { installed_year: 2150 } }, 'roof.installed_year', 'has not come yet'],
    [{ roof: { last_hail_on: '2150-01-01' } }, 'roof.last_hail_on', 'has not come yet'],
    [{ roof: { slope: 'steep' } }, 'roof.slope', '6/12'],
    [{ location: { latitude: 130, longitude: 0 } }, 'location.latitude', 'at most 90'],
  ])('is left as it was by %j, and says what is wrong', async (body, path, words) => {
    const before = await lead('ferncliff')
    const refused = await change('ferncliff', body)
    expect(refused).toMatchObject({ status: 422, body: { code: 'invalid_input' } })
    expect(refused.body.errors[0]?.path).toBe(path)
    expect(refused.body.detail).toContain(words)
    expect(await lead('ferncliff')).toEqual(before)
  })

  it('is refused to the window with the same words for each field', async () => {
    const { leads } = createRouterClient(createRouter(served.running.app), { context: {} })
    const { lead_id } = await lead('ferncliff')
    await expect(leads.change({ lead_id, email: 'greta@@x' })).rejects.toMatchObject({
      data: { code: 'invalid_input', errors: [{ path: 'email', message: 'must be an e-mail address' }] },
    })
  })

  it('does not take the number of another', async () => {
    const refused = await change('ferncliff', { phone: '(512) 555-0102' })
    expect(refused).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('Marcus Melvane') },
    })
  })

  it('cannot be edited off the do-not-call list', async () => {
    await ask('POST', '/suppressions', { phone: '+15125550101', reason: 'Asked in writing' })
    for (const extra of [{ permission: { allowed: true } }, { suppressed: false }, { consent: null }])
      expect(await change('ferncliff', extra)).toMatchObject({ status: 422 })
    const refused = await change('ferncliff', { phone: '512-555-0119' })
    expect(refused).toMatchObject({ status: 409, body: { title: expect.stringContaining('do-not-call') } })
    const swapped = await change('ferncliff', { phone: '512-555-0119', other_phones: ['512-555-0101'] })
    expect(swapped.status).toBe(409)
    // Everything else may be corrected, and changes nothing about it.
    expect(codesOf((await change('ferncliff', { notes: 'Gate code 4' })).body)).toContain('do-not-call')
  })

  it('that does not exist is a problem', async () => {
    expect(await ask('PUT', '/leads/nobody', { name: 'X' })).toMatchObject({ status: 404 })
  })
})
