import { request } from 'node:http'
import { WebSocket, WebSocketServer } from 'ws'

/**
 * The least that can answer a phone: sockets tied together without relay, authentication, storage, turn-taking,
 * pacing or tools. It is no product, it is the floor that the product's own time is compared with in the same run.
 * Started as a program: the vendors' origins in the environment, `{"url": …}` on stdout.
 */
const { DEEPGRAM_BASE_URL = '', ANTHROPIC_BASE_URL = '', ELEVENLABS_BASE_URL = '' } = process.env
const FRAME_BYTES = 160

interface MediaMessage {
  readonly event: string
  readonly media?: { readonly payload: string }
}
interface TurnInfo {
  readonly event?: string
  readonly transcript?: string
}
interface VoiceMessage {
  readonly audio?: string
}

const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
server.on('listening', () => {
  const address = server.address()
  if (address && typeof address === 'object')
    process.stdout.write(`${JSON.stringify({ url: `ws://127.0.0.1:${address.port}` })}\n`)
})
server.on('connection', (phone, { url }) => {
  const name = new URL(url ?? '/', 'ws://reference').searchParams.get('name') ?? ''
  const ears = new WebSocket(
    `${DEEPGRAM_BASE_URL.replace('http', 'ws')}/v2/listen?keyterm=${encodeURIComponent(name)}`,
    { perMessageDeflate: false },
  )
  const voice = new WebSocket(
    `${ELEVENLABS_BASE_URL.replace('http', 'ws')}/v1/text-to-speech/reference/multi-stream-input`,
    { perMessageDeflate: false },
  )
  let turn = 0

  phone.on('message', (data) => {
    const { event, media } = JSON.parse(String(data)) as MediaMessage
    if (event === 'media' && media && ears.readyState === ears.OPEN)
      ears.send(Buffer.from(media.payload, 'base64'))
  })
  ears.on('message', (data) => {
    const { event, transcript } = JSON.parse(String(data)) as TurnInfo
    if (event === 'EndOfTurn') answer(`turn-${++turn}`, transcript ?? '')
  })
  voice.on('message', (data) => {
    const { audio } = JSON.parse(String(data)) as VoiceMessage
    if (audio) play(Buffer.from(audio, 'base64'))
  })
  phone.on('close', () => {
    ears.close()
    voice.close()
  })

  function play(audio: Buffer): void {
    for (let at = 0; at < audio.length; at += FRAME_BYTES) {
      const payload = audio.toString('base64', at, at + FRAME_BYTES)
      phone.send(`{"event":"media","media":{"payload":"${payload}"}}`)
    }
  }

  function answer(contextId: string, words: string): void {
    const body = JSON.stringify({
      model: 'claude-haiku-5-5',
      max_tokens: 300,
      stream: true,
      messages: [{ role: 'user', content: `${name}\n${words}` }],
    })
    const asked = request(`${ANTHROPIC_BASE_URL}/v1/messages`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    })
    asked.on('response', (response) => {
      const speak = clauses((text) => voice.send(JSON.stringify({ text, context_id: contextId })))
      response.on('data', (chunk: Buffer) => {
        for (const line of chunk.toString().split('\n')) speak.read(line)
      })
      response.on('end', () => {
        speak.end()
        voice.send(JSON.stringify({ context_id: contextId, close_context: true }))
      })
    })
    asked.end(body)
  }
})

/** Gathers tokens up to the first comma or full stop, then the rest. */
function clauses(say: (text: string) => void): { read(line: string): void; end(): void } {
  let waiting = ''
  let begun = false
  return {
    read(line) {
      const text = /"text_delta","text":("(?:[^"\\]|\\.)*")/.exec(line)?.[1]
      if (text === undefined) return
      waiting += JSON.parse(text) as string
      const end = begun ? -1 : waiting.search(/[,.](?=\s)/)
      if (end < 0) return
      begun = true
      say(`${waiting.slice(0, end + 1)} `)
      waiting = waiting.slice(end + 1)
    },
    end() {
      if (waiting.trim() !== '') say(waiting)
    },
  }
}
