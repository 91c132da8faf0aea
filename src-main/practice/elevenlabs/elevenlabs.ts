import { randomUUID } from 'node:crypto'
import { type Context, Hono } from 'hono'
import { stream } from 'hono/streaming'
import { WebSocketServer } from 'ws'
import type { HeardUtterances } from '../ears/utterances.ts'
import type { Faults } from '../faults.ts'
import { faultyHttp, type LoopbackEnv, pauseMs } from '../loopback/faulty-http.ts'
import { type LoopbackServer, refuseUpgrade, serveLoopback, type UpgradeHandler } from '../loopback/serve.ts'
import type { Studio } from '../voices/studio.ts'
import { agentVoice, type Speech } from '../voices/voice.ts'
import { MODELS, SOCKET_MODELS, SUBSCRIPTION, USER, VOICES } from './account.ts'
import type { VoiceSettings } from './dialect.ts'
import { serveMultiContext } from './multi-context.ts'
import { serveScribe } from './scribe.ts'
import { serveSingleContext } from './single-context.ts'
import { type SpeechChunk, speechChunks } from './speech-chunks.ts'

/** ElevenLabs on loopback: the agent's voice. Only `ulaw_8000` is spoken here. */
export interface ElevenLabsOptions {
  readonly port: number
  readonly apiKey: string
  readonly studio: Studio
  readonly utterances: HeardUtterances
  readonly faults: Faults
}

export interface ElevenLabsSimulator extends LoopbackServer {
  readonly settings: VoiceSettings
}

const SCRIBE_PATH = '/v1/speech-to-text/realtime'
const SOCKET_PATH = /^\/v1\/text-to-speech\/([^/]+)\/(multi-stream-input|stream-input)$/

export async function startElevenLabs({
  port,
  apiKey,
  studio,
  utterances,
  faults,
}: ElevenLabsOptions): Promise<ElevenLabsSimulator> {
  const settings: VoiceSettings = { dialect: 'sdk', badKey: 'upgrade' }
  const app = new Hono<LoopbackEnv>()
  app.use('*', async (context, next) => {
    if (context.req.header('xi-api-key') !== apiKey)
      return context.json(detail('invalid_api_key', 'Invalid API key'), 401)
    return next()
  })
  app.use(
    '*',
    faultyHttp(faults, 'elevenlabs', () => detail('system_busy', 'The system is busy. Please try again.')),
  )
  app.get('/v1/user', (context) => context.json(USER))
  app.get('/v1/user/subscription', (context) => context.json(SUBSCRIPTION))
  app.get('/v2/voices', (context) =>
    context.json({ voices: VOICES, has_more: false, total_count: VOICES.length, next_page_token: null }),
  )
  app.get('/v1/voices', (context) => context.json({ voices: VOICES }))
  app.get('/v1/models', (context) => context.json(MODELS))

  async function spoken(context: Context): Promise<{ line: string; speech: Speech } | Response> {
    const body = (await context.req.json().catch(() => ({}))) as {
      text?: unknown
      voice_settings?: { speed?: number } | null
    }
    const line = typeof body.text === 'string' ? body.text.trim() : ''
    if (line === '') {
      return context.json(
        { detail: [{ loc: ['body', 'text'], msg: 'Field required', type: 'missing' }] },
        422,
      )
    }
    if (context.req.query('output_format') !== 'ulaw_8000') {
      return context.json(detail('unsupported_output_format', 'Practice speaks ulaw_8000 only'), 400)
    }
    const voice = agentVoice(context.req.param('voice') ?? '')
    const stretch = Math.round((voice.stretch / (body.voice_settings?.speed ?? 1)) * 100) / 100
    const [speech] = await Promise.all([studio.speak({ ...voice, stretch }, line), pauseMs(90)])
    context.header('request-id', randomUUID())
    context.header('x-character-count', String(line.length))
    return { line, speech }
  }

  app.post('/v1/text-to-speech/:voice', async (context) => {
    const result = await spoken(context)
    return result instanceof Response
      ? result
      : context.body(new Uint8Array(result.speech.pcmu), 200, { 'content-type': 'audio/basic' })
  })
  app.post('/v1/text-to-speech/:voice/stream', async (context) => {
    const result = await spoken(context)
    if (result instanceof Response) return result
    context.header('content-type', 'audio/basic')
    return stream(context, async (out) => {
      for (const chunk of speechChunks(result.line, result.speech)) {
        await out.write(chunk.audio)
        await pauseMs(chunk.audio.length / 8 / 8)
      }
    })
  })
  app.post('/v1/text-to-speech/:voice/stream/with-timestamps', async (context) => {
    const result = await spoken(context)
    if (result instanceof Response) return result
    context.header('content-type', 'application/json')
    return stream(context, async (out) => {
      for (const chunk of speechChunks(result.line, result.speech))
        await out.write(`${JSON.stringify(timestamped(chunk))}\n\n`)
    })
  })

  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const onUpgrade: UpgradeHandler = (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'http://elevenlabs')
    const [, voiceId, kind] = SOCKET_PATH.exec(url.pathname) ?? []
    if (request.headers['xi-api-key'] !== apiKey) {
      if (settings.badKey === 'upgrade')
        return refuseUpgrade(socket, 401, detail('invalid_api_key', 'Invalid API key'))
      return sockets.handleUpgrade(request, socket, head, (opened) => {
        opened.send(JSON.stringify({ message: 'Invalid API key', error: 'invalid_api_key', code: 1008 }))
        opened.close(1008, 'invalid_api_key')
      })
    }
    const isScribe = url.pathname === SCRIBE_PATH
    if (!voiceId && !isScribe) return refuseUpgrade(socket, 404, { detail: 'Not Found' })
    const fault = faults.strike('elevenlabs', 'upgrade', url.pathname)
    if (fault?.fault === 'refuse')
      return refuseUpgrade(socket, fault.status ?? 429, detail('too_many_concurrent_requests', 'Refused'))
    if (fault?.fault === 'stall') return
    if (fault?.fault === 'cut') return void socket.destroy()
    const accept = (): void =>
      sockets.handleUpgrade(request, socket, head, (opened) => {
        if (isScribe) return serveScribe(opened, url.searchParams, utterances, faults)
        const model = url.searchParams.get('model_id')
        if (model !== null && !SOCKET_MODELS.includes(model))
          return opened.close(1009, `Model ${model} is not available here`)
        if (url.searchParams.get('output_format') !== 'ulaw_8000') {
          opened.send(
            JSON.stringify({
              message: 'Practice speaks ulaw_8000 only',
              error: 'unsupported_output_format',
              code: 1008,
            }),
          )
          return opened.close(1008, 'unsupported_output_format')
        }
        const serve = kind === 'multi-stream-input' ? serveMultiContext : serveSingleContext
        serve(opened, decodeURIComponent(voiceId ?? ''), url.searchParams, studio, faults, settings)
      })
    if (fault?.fault === 'latency') setTimeout(accept, fault.ms ?? 2_000)
    else accept()
  }
  return { ...(await serveLoopback(app, port, onUpgrade)), settings }
}

const timestamped = (chunk: SpeechChunk): object => {
  const times = {
    characters: chunk.chars,
    character_start_times_seconds: chunk.startsMs.map((ms) => (ms + chunk.startMs) / 1_000),
    character_end_times_seconds: chunk.startsMs.map(
      (ms, i) => (ms + chunk.startMs + (chunk.durationsMs[i] ?? 0)) / 1_000,
    ),
  }
  return {
    audio_base64: Buffer.from(chunk.audio).toString('base64'),
    alignment: times,
    normalized_alignment: times,
  }
}

const detail = (status: string, message: string): object => ({ detail: { status, message } })
