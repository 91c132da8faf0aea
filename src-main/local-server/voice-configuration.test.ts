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
    ['asr_vendor', 'elevenlabs'],
    ['tts_vendor', 'deepgram'],
  ])('lets the owner choose who comes first: %s "%s"', async (name, wanted) => {
    expect((await served.ask('PUT', PATH, { [name]: wanted })).status).toBe(200)
    expect(await (await served.ask('GET', PATH)).json()).toMatchObject({ [name]: wanted })
  })

  it('refuses a vendor that it does not know, and changes nothing', async () => {
    const answer = await served.ask('PUT', PATH, { asr_vendor: 'acme', silence_timeout_seconds: 30 })
    expect(answer.status).toBe(422)
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(await (await served.ask('GET', PATH)).json()).toMatchObject({ silence_timeout_seconds: 6 })
  })
})
