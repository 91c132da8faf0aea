import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { appWithoutVendors, type ServedApp } from '../../tests/fixtures/app-without-vendors.ts'

const PATH = '/api/v1/voice-configuration'
let served: ServedApp
beforeAll(async () => {
  served = await appWithoutVendors()
})
afterAll(() => served.close())

describe('the voice configuration', () => {
  it("begins with the host's voice", async () => {
    expect(await (await served.ask('GET', PATH)).json()).toMatchObject({ voice_id: 'practice-ava' })
  })

  it('keeps another voice', async () => {
    expect((await served.ask('PUT', PATH, { voice_id: 'practice-miles' })).status).toBe(200)
    expect(await (await served.ask('GET', PATH)).json()).toMatchObject({ voice_id: 'practice-miles' })
  })

  it.each([
    ['asr_vendor', 'elevenlabs', 'deepgram'],
    ['tts_vendor', 'deepgram', 'elevenlabs'],
  ])('refuses %s "%s", which would have no effect, and changes nothing', async (name, wanted, kept) => {
    const answer = await served.ask('PUT', PATH, { [name]: wanted, silence_timeout_seconds: 30 })
    expect(answer.status).toBe(501)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await answer.json()).toMatchObject({ code: 'unsupported', detail: expect.stringContaining(kept) })
    const after = await (await served.ask('GET', PATH)).json()
    expect(after).toMatchObject({ [name]: kept, silence_timeout_seconds: 6 })
  })
})
