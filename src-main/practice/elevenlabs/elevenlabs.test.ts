import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AudioFormat, CommitStrategy, ElevenLabsClient, RealtimeEvents } from '@elevenlabs/elevenlabs-js'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { silence } from '../../core/audio/pcmu.ts'
import { listener } from '../ears/listener.ts'
import { type HeardUtterances, hearableUtterances } from '../ears/utterances.ts'
import { faultBoard } from '../faults.ts'
import { openStudio, type Studio } from '../voices/studio.ts'
import { type ElevenLabsSimulator, startElevenLabs } from './elevenlabs.ts'
import { textBuffer } from './text-buffer.ts'

describe('ElevenLabs on loopback', () => {
  let studio: Studio
  let server: ElevenLabsSimulator
  let utterances: HeardUtterances
  const open: WebSocket[] = []

  beforeAll(async () => {
    utterances = hearableUtterances()
    studio = openStudio({
      cacheFolder: mkdtempSync(join(tmpdir(), 'eleven-')),
      resourcesFolder: 'resources',
      utterances,
    })
    server = await startElevenLabs({ port: 0, apiKey: 'key', studio, utterances, faults: faultBoard() })
  })
  afterEach(() => {
    for (const socket of open.splice(0)) socket.terminate()
  })
  afterAll(async () => {
    await server.close()
    await studio.close()
  })

  async function connect(
    path: string,
    query = '',
  ): Promise<{ socket: WebSocket; messages: Message[]; closed: Promise<number> }> {
    const socket = new WebSocket(
      `${server.origin.replace('http', 'ws')}/v1/text-to-speech/practice-ava/${path}?model_id=eleven_flash_v2_5&output_format=ulaw_8000${query}`,
      { headers: { 'xi-api-key': 'key' } },
    )
    open.push(socket)
    const messages: Message[] = []
    socket.on('message', (data) =>
      messages.push({ ...(JSON.parse(data.toString()) as Message), atMs: performance.now() }),
    )
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    await new Promise((resolve) => socket.once('open', resolve))
    return { socket, messages, closed }
  }

  it('speaks a context with alignment in irregular pieces, soon and faster than real time', async () => {
    const { socket, messages } = await connect('multi-stream-input', '&auto_mode=true&sync_alignment=true')
    await studio.speak({ flite: 'slt', pitch: 1, stretch: 0.98, roomDbfs: -66 }, 'Sure, Tuesday works.')
    const startedMs = performance.now()
    socket.send(JSON.stringify({ text: ' ', context_id: 'turn-7', voice_settings: { stability: 0.5 } }))
    socket.send(JSON.stringify({ text: 'Sure, Tuesday works. ', context_id: 'turn-7', flush: true }))
    socket.send(JSON.stringify({ context_id: 'turn-7', close_context: true }))
    await until(() => messages.some((message) => message.isFinal === true))
    const audio = messages.filter((message) => message.audio)
    const firstSoundMs = (audio[0]?.atMs ?? 0) - startedMs
    expect(firstSoundMs).toBeGreaterThan(70)
    expect(new Set(audio.map((message) => message.audio?.length)).size).toBeGreaterThan(1)
    expect(audio.every((message) => message.contextId === 'turn-7')).toBe(true)
    expect(audio.flatMap((message) => message.alignment?.chars ?? []).join('')).toBe('Sure, Tuesday works.')
    const bytes = Buffer.concat(audio.map((message) => Buffer.from(message.audio ?? '', 'base64')))
    const spokenMs = bytes.length / 8
    expect(firstSoundMs).toBeLessThan(spokenMs / 2)
    expect((messages.at(-1)?.atMs ?? 0) - startedMs).toBeLessThan(spokenMs)
    const words = listener(utterances)
      .hear(bytes)
      .flatMap((heard) => (heard.type === 'word' ? [heard.word] : []))
    expect(words.join(' ')).toBe('Sure, Tuesday works.')
  })

  it('drops text that was not flushed when a context closes', async () => {
    const { socket, messages } = await connect('multi-stream-input')
    socket.send(JSON.stringify({ text: ' ', context_id: 'a', voice_settings: { stability: 0.5 } }))
    socket.send(JSON.stringify({ text: 'Never spoken. ', context_id: 'a' }))
    socket.send(JSON.stringify({ context_id: 'a', close_context: true }))
    await until(() => messages.some((message) => message.isFinal === true))
    expect(messages).toHaveLength(1)
  })

  it('closes the socket at the sixth context, and for settings that come too late', async () => {
    const crowd = await connect('multi-stream-input')
    for (const id of ['a', 'b', 'c', 'd', 'e', 'f'])
      crowd.socket.send(JSON.stringify({ text: ' ', context_id: id, voice_settings: {} }))
    expect(await crowd.closed).toBe(1_008)
    expect(crowd.messages[0]).toMatchObject({ error: 'max_active_conversations', code: 1_008 })
    const late = await connect('multi-stream-input')
    late.socket.send(JSON.stringify({ text: '', context_id: 'a' }))
    late.socket.send(JSON.stringify({ text: ' ', context_id: 'a', voice_settings: { stability: 0.5 } }))
    expect(await late.closed).toBe(1_008)
  })

  it('can speak the dialect of the documents instead', async () => {
    server.settings.dialect = 'docs'
    const { socket, messages } = await connect('multi-stream-input', '&auto_mode=true&sync_alignment=true')
    socket.send(JSON.stringify({ text: 'Hello there. ', context_id: 'a', voice_settings: {}, flush: true }))
    socket.send(JSON.stringify({ context_id: 'a', close_context: true }))
    await until(() => messages.some((message) => 'is_final' in message))
    server.settings.dialect = 'sdk'
    expect(messages[0]).toMatchObject({ context_id: 'a', alignment: { charsDurationsMs: expect.any(Array) } })
    expect(messages.map((message) => (message as { type?: string }).type)).toContain('flush_done')
  })

  it('closes an idle socket', async () => {
    const { closed } = await connect('multi-stream-input', '&inactivity_timeout=1')
    expect(await closed).toBe(1_008)
  })

  it('speaks through the single-context socket and then closes it', async () => {
    const { socket, messages, closed } = await connect('stream-input')
    socket.send(JSON.stringify({ text: ' ', voice_settings: { stability: 0.5 } }))
    socket.send(JSON.stringify({ text: 'Hello there. ' }))
    socket.send(JSON.stringify({ text: '' }))
    expect(await closed).toBe(1_000)
    expect(messages.at(-1)).toMatchObject({ isFinal: true, audio: null })
    expect(messages.filter((message) => message.audio).length).toBeGreaterThan(0)
  })

  it('satisfies the SDK', async () => {
    const client = new ElevenLabsClient({ apiKey: 'key', baseUrl: server.origin, maxRetries: 0 })
    const audio = await client.textToSpeech.stream('practice-ava', {
      text: 'Hi there.',
      modelId: 'eleven_flash_v2_5',
      outputFormat: 'ulaw_8000',
    })
    let bytes = 0
    for await (const chunk of audio as unknown as AsyncIterable<Uint8Array>) bytes += chunk.length
    expect(bytes).toBeGreaterThan(3_000)
    const lines = await client.textToSpeech.streamWithTimestamps('practice-ava', {
      text: 'Hi there.',
      outputFormat: 'ulaw_8000',
    })
    for await (const line of lines) expect(line.audioBase64.length).toBeGreaterThan(0)
    expect((await client.user.get()).subscription.tier).toBe('practice')
    expect((await client.voices.search({ pageSize: 10 })).voices.map(({ name }) => name)).toEqual([
      'Ava',
      'Miles',
    ])
    expect((await client.models.list())[0]?.modelId).toBe('eleven_flash_v2_5')
    const stranger = new ElevenLabsClient({ apiKey: 'wrong', baseUrl: server.origin, maxRetries: 0 })
    await expect(stranger.user.get()).rejects.toMatchObject({ statusCode: 401 })
  })

  it('hears as the second recogniser, through the SDK', async () => {
    const { pcmu } = await studio.speak(
      { flite: 'rms', pitch: 1, stretch: 1, roomDbfs: -57 },
      'Tuesday at ten works.',
    )
    const client = new ElevenLabsClient({ apiKey: 'key', baseUrl: server.origin })
    const connection = await client.speechToText.realtime.connect({
      modelId: 'scribe_v2_realtime',
      audioFormat: AudioFormat.ULAW_8000,
      sampleRate: 8_000,
      commitStrategy: CommitStrategy.VAD,
      vadSilenceThresholdSecs: 0.5,
    })
    const committed: string[] = []
    connection.on(RealtimeEvents.COMMITTED_TRANSCRIPT, (message: { text: string }) =>
      committed.push(message.text),
    )
    await new Promise((resolve) => connection.on(RealtimeEvents.SESSION_STARTED, resolve))
    for (const audio of [pcmu, silence(900)])
      connection.send({ audioBase64: Buffer.from(audio).toString('base64') })
    await until(() => committed.length > 0)
    connection.close()
    expect(committed).toEqual(['Tuesday at ten works.'])
  })

  it('waits for enough text without auto mode', () => {
    const buffer = textBuffer(false, [50, 120])
    buffer.add('Short. ')
    expect(buffer.take(false)).toBeNull()
    expect(buffer.take(true)).toBe('Short. ')
    buffer.add('x'.repeat(119))
    expect(buffer.take(false)).toBeNull()
    buffer.add('x')
    expect(buffer.take(false)).toHaveLength(120)
  })
})

interface Message {
  readonly audio?: string | null
  readonly contextId?: string
  readonly isFinal?: boolean | null
  readonly alignment?: { readonly chars: string[] } | null
  readonly atMs: number
}

async function until(happened: () => boolean): Promise<void> {
  const deadline = Date.now() + 8_000
  while (!happened() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10))
  expect(happened()).toBe(true)
}
