import { createServer, type Server } from 'node:http'
import Anthropic from '@anthropic-ai/sdk'
import { WebSocket, WebSocketServer } from 'ws'
import type { PracticeWorld } from './practice-world.ts'

/**
 * The least agent that can hold a call, for testing this world against itself: dial, listen with Flux, think with
 * Claude, speak with ElevenLabs. No barge-in finesse, no guarantees.
 */
export interface MiniCall {
  readonly events: { type: string; payload: Record<string, unknown> }[]
  readonly transcript: { speaker: 'agent' | 'homeowner'; text: string }[]
  readonly toolsUsed: string[]
  readonly ended: Promise<void>
  readonly timings: { firstTokenMs: number[]; firstAudioMs: number[]; frameAtMs: number[] }
  close(): Promise<void>
}

export interface MiniOptions {
  readonly to: string
  readonly opening: string
  readonly system: string
  readonly leadFacts: object
}

const TOOL_NAMES = [
  'find_inspection_slots',
  'book_inspection',
  'schedule_callback',
  'mark_not_interested',
  'add_to_do_not_call',
  'leave_note',
  'end_call',
]
const SLOTS = {
  slots: [
    { slot_id: 'tue-10', spoken: 'Tuesday at ten in the morning' },
    { slot_id: 'wed-14', spoken: 'Wednesday at two in the afternoon' },
    { slot_id: 'thu-09', spoken: 'Thursday at nine in the morning' },
  ],
}

export async function miniCall(world: PracticeWorld, options: MiniOptions): Promise<MiniCall> {
  const { telnyx, deepgram, elevenlabs } = world.ready
  const claude = new Anthropic({
    apiKey: world.ready.anthropic.apiKey,
    baseURL: world.ready.anthropic.baseUrl,
    maxRetries: 0,
  })
  const events: MiniCall['events'] = []
  const transcript: MiniCall['transcript'] = []
  const toolsUsed: string[] = []
  const timings = { firstTokenMs: [] as number[], firstAudioMs: [] as number[], frameAtMs: [] as number[] }
  const facts = `<lead_facts>${JSON.stringify(options.leadFacts)}</lead_facts>\nThe opening was already spoken.`
  const history: Anthropic.MessageParam[] = [
    { role: 'user', content: facts },
    { role: 'assistant', content: options.opening },
  ]
  let phone: WebSocket | null = null
  let callControlId = ''
  let speaking = 0
  let leaving = false
  let openingHeard = false
  let finish = (): void => {}
  const ended = new Promise<void>((resolve) => {
    finish = resolve
  })

  const server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', (piece) => {
      body += piece
    })
    request.on('end', () => {
      const { data } = JSON.parse(body) as { data: { event_type: string; payload: Record<string, unknown> } }
      events.push({ type: data.event_type, payload: data.payload })
      response.end()
      if (data.event_type === 'call.hangup') finish()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const port = (server.address() as { port: number }).port
  const media = new WebSocketServer({ server })

  const ears = new WebSocket(
    `${deepgram.baseUrl.replace('http', 'ws')}/v2/listen?model=flux-general-multi&encoding=mulaw&sample_rate=8000&eager_eot_threshold=0.4`,
    { headers: { authorization: `Token ${deepgram.apiKey}` } },
  )
  const voice = new WebSocket(
    `${elevenlabs.baseUrl.replace('http', 'ws')}/v1/text-to-speech/${elevenlabs.voiceId}/multi-stream-input?model_id=eleven_flash_v2_5&output_format=ulaw_8000&auto_mode=true&sync_alignment=true&inactivity_timeout=180`,
    { headers: { 'xi-api-key': elevenlabs.apiKey } },
  )
  await Promise.all([opened(ears), opened(voice)])

  media.on('connection', (socket) => {
    phone = socket
    say(options.opening)
    socket.on('message', (data) => {
      const frame = JSON.parse(data.toString()) as {
        event: string
        media?: { payload: string }
        mark?: { name: string }
      }
      if (frame.event === 'media') timings.frameAtMs.push(performance.now())
      if (frame.event === 'media' && frame.media) ears.send(Buffer.from(frame.media.payload, 'base64'))
      if (frame.event === 'mark' && frame.mark?.name === 'said-1') {
        openingHeard = true
      }
      if (frame.event === 'mark' && frame.mark?.name === `said-${speaking}` && leaving) void hangUp()
    })
  })
  ears.on('message', (data) => {
    const turn = JSON.parse(data.toString()) as { type: string; event?: string; transcript?: string }
    if (turn.event === 'StartOfTurn' && openingHeard) phone?.send(JSON.stringify({ event: 'clear' }))
    if (turn.event === 'EndOfTurn' && turn.transcript && !openingHeard)
      transcript.push({ speaker: 'homeowner', text: turn.transcript })
    else if (turn.event === 'EndOfTurn' && turn.transcript) {
      transcript.push({ speaker: 'homeowner', text: turn.transcript })
      history.push({ role: 'user', content: turn.transcript })
      void reply()
    }
  })
  let askedAtMs = 0
  voice.on('message', (data) => {
    const chunk = JSON.parse(data.toString()) as { audio?: string; contextId?: string; isFinal?: boolean }
    if (chunk.contextId !== `turn-${speaking}`) return
    if (chunk.audio) {
      if (askedAtMs > 0) timings.firstAudioMs.push(performance.now() - askedAtMs)
      askedAtMs = 0
      phone?.send(JSON.stringify({ event: 'media', media: { payload: padded(chunk.audio) } }))
    }
    if (chunk.isFinal) phone?.send(JSON.stringify({ event: 'mark', mark: { name: `said-${speaking}` } }))
  })

  function say(text: string): void {
    speaking += 1
    askedAtMs = performance.now()
    const context = `turn-${speaking}`
    transcript.push({ speaker: 'agent', text })
    voice.send(JSON.stringify({ text: ' ', context_id: context, voice_settings: { stability: 0.5 } }))
    for (const sentence of text.split(/(?<=[a-z\d][.?!])\s+/))
      voice.send(JSON.stringify({ text: `${sentence.trim()} `, context_id: context, flush: true }))
    voice.send(JSON.stringify({ context_id: context, close_context: true }))
  }

  async function reply(): Promise<void> {
    const startedMs = performance.now()
    const stream = await claude.messages.create({
      model: 'claude-haiku-5-5',
      max_tokens: 300,
      stream: true,
      system: [{ type: 'text', text: options.system, cache_control: { type: 'ephemeral' } }],
      thinking: { type: 'disabled' },
      tools: TOOL_NAMES.map((name) => ({ name, input_schema: { type: 'object' } })),
      messages: history,
    })
    const { text, tool } = await readReply(stream, () =>
      timings.firstTokenMs.push(performance.now() - startedMs),
    )
    if (text) say(text)
    history.push({
      role: 'assistant',
      content: [
        ...(text ? [{ type: 'text' as const, text }] : []),
        ...(tool
          ? [
              {
                type: 'tool_use' as const,
                id: tool.id,
                name: tool.name,
                input: JSON.parse(tool.json || '{}') as object,
              },
            ]
          : []),
      ],
    })
    if (!tool) return
    toolsUsed.push(`${tool.name} ${tool.json}`)
    const result = tool.name === 'find_inspection_slots' ? JSON.stringify(SLOTS) : '{"ok":true}'
    history.push({ role: 'user', content: [{ type: 'tool_result', tool_use_id: tool.id, content: result }] })
    if (tool.name === 'end_call') leaving = true
    else await reply()
  }

  async function hangUp(): Promise<void> {
    await post(`/calls/${callControlId}/actions/hangup`, {})
  }

  const post = async (path: string, body: object): Promise<Record<string, Record<string, string>>> => {
    const response = await fetch(`${telnyx.baseUrl}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${telnyx.apiKey}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    })
    return (await response.json()) as Record<string, Record<string, string>>
  }
  const dialed = await post('/calls', {
    connection_id: telnyx.connectionId,
    to: options.to,
    from: telnyx.fromNumber,
    webhook_url: `http://127.0.0.1:${port}/webhook`,
    answering_machine_detection: 'premium',
    stream_url: `ws://127.0.0.1:${port}/media`,
    stream_track: 'inbound_track',
    stream_bidirectional_mode: 'rtp',
    client_state: Buffer.from('mini').toString('base64'),
  })
  callControlId = dialed.data?.call_control_id ?? ''

  return {
    events,
    transcript,
    toolsUsed,
    timings,
    ended,
    async close() {
      ears.terminate()
      voice.terminate()
      media.close()
      for (const client of media.clients) client.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

interface ModelReply {
  text: string
  tool: { id: string; name: string; json: string } | null
}

async function readReply(
  stream: AsyncIterable<Anthropic.RawMessageStreamEvent>,
  onFirst: () => void,
): Promise<ModelReply> {
  const reply: ModelReply = { text: '', tool: null }
  for await (const event of stream) {
    if (event.type === 'message_start') onFirst()
    if (event.type === 'content_block_start' && event.content_block.type === 'tool_use') {
      reply.tool = { id: event.content_block.id, name: event.content_block.name, json: '' }
    }
    if (event.type !== 'content_block_delta') continue
    if (event.delta.type === 'text_delta') reply.text += event.delta.text
    if (event.delta.type === 'input_json_delta' && reply.tool) reply.tool.json += event.delta.partial_json
  }
  return reply
}

const opened = (socket: WebSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once('open', () => resolve())
    socket.once('error', reject)
  })

/** A chunk under 20 ms is reftool. */
function padded(base64: string): string {
  const audio = Buffer.from(base64, 'base64')
  return audio.length >= 160
    ? base64
    : Buffer.concat([audio, Buffer.alloc(160 - audio.length, 0xff)]).toString('base64')
}
