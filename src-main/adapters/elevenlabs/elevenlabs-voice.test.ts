import { once } from 'node:events'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocketServer } from 'ws'
import type { RenderCache } from '../../core/call/speech/render-cache.ts'
import { type ElevenLabsSettings, elevenLabsVoice } from './elevenlabs-voice.ts'

const EMPTY: RenderCache = { read: async () => null, write: async () => {} }
const chunk = `${JSON.stringify({ audio_base64: Buffer.alloc(800, 0x55).toString('base64') })}\n\n`

let server: Server
let asked: string[]
let answer: (response: ServerResponse) => void
beforeEach(async () => {
  asked = []
  answer = (response) => response.end(chunk)
  server = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.writeHead(200, { 'content-type': 'application/json' })
    answer(response)
  })
  const sockets = new WebSocketServer({ server })
  sockets.on('connection', (_, request) => asked.push(request.url ?? ''))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const voice = (settings: Partial<ElevenLabsSettings> = {}) =>
  elevenLabsVoice({
    apiKey: 'key',
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    voiceId: () => 'ava',
    cache: EMPTY,
    onCacheFailure: () => {},
    ...settings,
  })
const never = new AbortController().signal

describe('the voice of ElevenLabs', () => {
  it('hands over a rendered line that could not be kept, and says that it was not kept', async () => {
    const full = new Error('ENOSPC')
    const lost: unknown[] = []
    const { render } = voice({
      cache: { ...EMPTY, write: () => Promise.reject(full) },
      onCacheFailure: (error) => lost.push(error),
    })
    expect((await render('Hello.', never)).pcmu).toHaveLength(800)
    expect(lost).toEqual([full])
  })

  it('gives a line up whose audio stops in the middle', async () => {
    answer = (response) => void response.write(chunk)
    await expect(voice({ renderStallMs: 60 }).render('Hello.', never)).rejects.toMatchObject({
      code: 'timed_out',
    })
  })

  it('gives a line up that has headers and no audio', async () => {
    answer = (response) => response.flushHeaders()
    await expect(voice({ renderStallMs: 60 }).render('Hello.', never)).rejects.toMatchObject({
      code: 'timed_out',
    })
  })

  it('waits for a line that is slow and does not stop', async () => {
    // All of it takes longer than any silence may be, and no silence nearly as long, on a busy machine either.
    answer = (response) => {
      let sent = 0
      const timer = setInterval(() => {
        response.write(chunk)
        if (++sent === 7) {
          clearInterval(timer)
          response.end()
        }
      }, 300)
    }
    expect((await voice({ renderStallMs: 1_500 }).render('Hello.', never)).pcmu).toHaveLength(7 * 800)
  })

  it('speaks with another voice as soon as another is chosen', async () => {
    let chosen = 'ava'
    const speaker = voice({ voiceId: () => chosen })
    const listener = {
      voiceArrived: () => {},
      contextEnded: () => {},
      contextFailed: () => {},
      voiceChanged: () => {},
      voiceLost: () => {},
    }
    await speaker.render('Hello.', never)
    chosen = 'miles'
    await speaker.render('Hello.', never)
    const session = await speaker.open(listener, never)
    session.close()
    expect(asked.map((url) => /text-to-speech\/(\w+)/.exec(url)?.[1])).toEqual(['ava', 'miles', 'miles'])
  })
})
