import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import { stream } from 'hono/streaming'
import { WebSocketServer } from 'ws'
import type { HeardUtterances } from '../ears/utterances.ts'
import type { Faults } from '../faults.ts'
import { faultyHttp, type LoopbackEnv, pauseMs } from '../loopback/faulty-http.ts'
import { type LoopbackServer, refuseUpgrade, serveLoopback, type UpgradeHandler } from '../loopback/serve.ts'
import type { Studio } from '../voices/studio.ts'
import { agentVoice } from '../voices/voice.ts'
import { canHear } from './audio-encoding.ts'
import { serveFlux, wrongThreshold } from './flux-session.ts'
import { serveListenV1 } from './listen-v1.ts'

/** Deepgram on loopback. It knows only the audio it is sent. */
export interface DeepgramOptions {
  readonly port: number
  readonly apiKey: string
  readonly studio: Studio
  readonly utterances: HeardUtterances
  readonly faults: Faults
}

/** Speech leaves in pieces of 100 ms, faster than it is spoken. */
const SPOKEN_CHUNK_BYTES = 800
const SPOKEN_SPEED = 8
/** How Deepgram cuts words into tokens is not told: here every byte is one, which is the worst case. */
const MOST_KEYTERM_TOKENS = 500
const PROJECT = { project_id: '5a0f7a9e-0000-4000-8000-000000000001', name: 'Practice' }

export async function startDeepgram({
  port,
  apiKey,
  studio,
  utterances,
  faults,
}: DeepgramOptions): Promise<LoopbackServer> {
  const app = new Hono<LoopbackEnv>()
  const knows = (authorization: string | undefined): boolean =>
    authorization === `Token ${apiKey}` || authorization === `Bearer ${apiKey}`

  app.use('*', async (context, next) => {
    if (!knows(context.req.header('authorization')))
      return context.json(failure('INVALID_AUTH', 'Invalid credentials.'), 401)
    return next()
  })
  app.use(
    '*',
    faultyHttp(faults, 'deepgram', () => failure('SERVICE_UNAVAILABLE', 'Try again later.')),
  )
  app.get('/v1/projects', (context) => context.json({ projects: [PROJECT] }))
  app.post('/v1/auth/grant', (context) => context.json({ access_token: apiKey, expires_in: 30 }))
  app.post('/v1/speak', async (context) => {
    const { text } = (await context.req.json().catch(() => ({}))) as { text?: unknown }
    if (typeof text !== 'string' || text === '')
      return context.json(failure('Bad Request', 'text is required'), 400)
    if (context.req.query('encoding') !== 'mulaw' || context.req.query('sample_rate') !== '8000') {
      return context.json(failure('UNSUPPORTED_AUDIO_FORMAT', 'Practice speaks mulaw at 8000 only'), 400)
    }
    const model = context.req.query('model') ?? 'aura-2-thalia-en'
    const speech = await studio.speak(
      agentVoice(/apollo|arcas|orion|zeus|hermes/.test(model) ? 'male' : model),
      text,
    )
    await pauseMs(120)
    context.header('content-type', 'audio/mulaw')
    context.header('dg-request-id', randomUUID())
    context.header('dg-model-name', model)
    context.header('dg-char-count', String(text.length))
    const fault = faults.strike('deepgram', 'message', 'speak')
    return stream(context, async (out) => {
      for (let at = 0; at < speech.pcmu.length; at += SPOKEN_CHUNK_BYTES) {
        if (at > 0 && fault?.fault === 'cut') return void context.env.incoming.socket.destroy()
        if (at > 0 && fault?.fault === 'stall') await pauseMs(fault.ms ?? 3_600_000)
        await out.write(speech.pcmu.subarray(at, at + SPOKEN_CHUNK_BYTES))
        await pauseMs(SPOKEN_CHUNK_BYTES / 8 / SPOKEN_SPEED)
      }
    })
  })

  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })
  const onUpgrade: UpgradeHandler = (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'http://deepgram')
    const refuse = (status: number, code: string, message: string): void =>
      refuseUpgrade(socket, status, failure(code, message), {
        'dg-error': message,
        'dg-request-id': randomUUID(),
      })
    if (!knows(request.headers.authorization)) return refuse(401, 'INVALID_AUTH', 'Invalid credentials.')
    const fault = faults.strike('deepgram', 'upgrade', url.pathname)
    if (fault?.fault === 'refuse')
      return refuse(fault.status ?? 429, 'TOO_MANY_REQUESTS', 'Refused by request.')
    if (fault?.fault === 'stall') return
    if (fault?.fault === 'cut') return void socket.destroy()
    const wrong = wrongQuery(url)
    if (wrong) return refuse(400, 'INVALID_QUERY_PARAMETER', wrong)
    const accept = (): void =>
      sockets.handleUpgrade(request, socket, head, (opened) => {
        const serve = url.pathname === '/v2/listen' ? serveFlux : serveListenV1
        serve(opened, url.searchParams, utterances, faults)
      })
    if (fault?.fault === 'latency') setTimeout(accept, fault.ms ?? 2_000)
    else accept()
  }
  return serveLoopback(app, port, onUpgrade)
}

function wrongQuery({ pathname, searchParams: query }: URL): string | null {
  const isFlux = pathname === '/v2/listen'
  if (!isFlux && pathname !== '/v1/listen') return 'Unknown path'
  const model = query.get('model') ?? ''
  if (isFlux !== model.startsWith('flux-')) return `Model ${model} is not served on ${pathname}`
  if (!canHear(query.get('encoding'), Number(query.get('sample_rate'))))
    return 'Unsupported encoding or sample_rate'
  const keytermBytes = query.getAll('keyterm').reduce((sum, term) => sum + Buffer.byteLength(term), 0)
  if (keytermBytes > MOST_KEYTERM_TOKENS)
    return `Keyterm limit exceeded. The maximum number of tokens across all keyterms is ${MOST_KEYTERM_TOKENS}.`
  if (!isFlux) return null
  const unknown = [
    'interim_results',
    'endpointing',
    'utterance_end_ms',
    'vad_events',
    'smart_format',
    'punctuate',
    'language',
    'channels',
    'multichannel',
  ]
  const foreign = unknown.find((name) => query.has(name))
  if (foreign) return `${foreign} is not supported on /v2/listen`
  if (query.has('language_hint') && model !== 'flux-general-multi')
    return 'language_hint needs flux-general-multi'
  const wrong = wrongThreshold({
    eotThreshold: Number(query.get('eot_threshold') ?? 0.7),
    eagerEotThreshold: query.has('eager_eot_threshold') ? Number(query.get('eager_eot_threshold')) : null,
    eotTimeoutMs: Number(query.get('eot_timeout_ms') ?? 5_000),
  })
  return wrong && `${wrong} is out of range`
}

const failure = (code: string, message: string): object => ({
  err_code: code,
  err_msg: message,
  request_id: randomUUID(),
})
