import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeepgramClient } from '@deepgram/sdk'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { silence } from '../../core/audio/pcmu.ts'
import { hearableUtterances } from '../ears/utterances.ts'
import { faultBoard } from '../faults.ts'
import type { LoopbackServer } from '../loopback/serve.ts'
import { openStudio, type Studio } from '../voices/studio.ts'
import type { Voice } from '../voices/voice.ts'
import { startDeepgram } from './deepgram.ts'
import { type FluxEvent, type FluxTurns, hearFlux, noTurns } from './flux-turns.ts'

const HOMEOWNER: Voice = { flite: 'rms', pitch: 1, stretch: 1, roomDbfs: -57 }

describe('Flux turns', () => {
  const settings = { eotThreshold: 0.7, eagerEotThreshold: 0.4, eotTimeoutMs: 5_000 }

  /** Hears the words at their times, then waits. */
  function play(
    words: [word: string, endMs: number][],
    untilMs: number,
    own = settings,
  ): (FluxEvent & { atMs: number })[] {
    let state: FluxTurns = noTurns
    const events: (FluxEvent & { atMs: number })[] = []
    for (let nowMs = 20; nowMs <= untilMs; nowMs += 20) {
      const heard = words
        .filter(([, endMs]) => endMs > nowMs - 20 && endMs <= nowMs)
        .map(([word, endMs]) => ({ type: 'word', word, startMs: endMs - 200, endMs }) as const)
      const begun = words
        .filter(([, endMs]) => endMs - 140 > nowMs - 20 && endMs - 140 <= nowMs)
        .map(([, endMs]) => ({ type: 'word-started', startMs: endMs - 200, endMs }) as const)
      const [next, ...more] = hearFlux(state, [...begun, ...heard], nowMs, own)
      state = next
      events.push(
        ...more.filter(({ event }) => event !== 'Update').map((event) => ({ ...event, atMs: nowMs })),
      )
    }
    return events
  }

  it('end about 260 ms after a finished sentence, eagerly before that', () => {
    const events = play(
      [
        ['Yes,', 300],
        ['please.', 600],
      ],
      2_000,
    )
    expect(events.map(({ event }) => event)).toEqual(['StartOfTurn', 'EagerEndOfTurn', 'EndOfTurn'])
    expect(events[2]?.atMs).toBeGreaterThanOrEqual(860)
    expect(events[2]?.atMs).toBeLessThanOrEqual(900)
    expect(events[2]).toMatchObject({ trigger: 'model', turnIndex: 0 })
  })

  it('wait for the time limit when the sentence is open', () => {
    const events = play([['Well,', 400]], 8_000, { ...settings, eagerEotThreshold: 0.9 })
    expect(events.map(({ event }) => event)).toEqual(['StartOfTurn', 'EndOfTurn'])
    expect(events[1]).toMatchObject({ trigger: 'timeout', atMs: 5_400 })
  })

  it('resume when speech goes on, and end with the text of the last eager end', () => {
    const events = play(
      [
        ['Yes.', 400],
        ['Tuesday.', 760],
      ],
      2_000,
    )
    expect(events.map(({ event }) => event)).toEqual([
      'StartOfTurn',
      'EagerEndOfTurn',
      'TurnResumed',
      'EagerEndOfTurn',
      'EndOfTurn',
    ])
    expect(events[4]?.words).toEqual(events[3]?.words)
  })

  it('have no eager ends unless asked for', () => {
    let state = noTurns
    const [after] = hearFlux(state, [{ type: 'word', word: 'Yes.', startMs: 0, endMs: 200 }], 200, {
      ...settings,
      eagerEotThreshold: null,
    })
    state = after
    const [, event] = hearFlux(state, [], 340, { ...settings, eagerEotThreshold: null })
    expect(event?.event ?? 'nothing').not.toBe('EagerEndOfTurn')
  })
})

describe('Deepgram on loopback', () => {
  let studio: Studio
  let server: LoopbackServer
  const faults = faultBoard()

  beforeAll(async () => {
    const utterances = hearableUtterances()
    studio = openStudio({
      cacheFolder: mkdtempSync(join(tmpdir(), 'deepgram-')),
      resourcesFolder: 'resources',
      utterances,
    })
    server = await startDeepgram({ port: 0, apiKey: 'key', studio, utterances, faults })
  })
  afterAll(async () => {
    await server.close()
    await studio.close()
  })

  const client = (apiKey = 'key') => new DeepgramClient({ apiKey, baseUrl: server.origin })

  it('hears a homeowner through the SDK: Flux', async () => {
    const { pcmu } = await studio.speak(HOMEOWNER, 'Yes, the roof is about twelve years old.')
    const connection = await client().listen.v2.connect({
      model: 'flux-general-en',
      encoding: 'mulaw',
      sample_rate: 8_000,
      eager_eot_threshold: 0.5,
      reconnectAttempts: 0,
    })
    const messages: Record<string, unknown>[] = []
    connection.on('message', (message) => messages.push(message as unknown as Record<string, unknown>))
    connection.connect()
    await connection.waitForOpen()
    for (const frame of frames(pcmu, silence(900))) connection.sendMedia(frame)
    await until(() => messages.some((message) => message.event === 'EndOfTurn'))
    connection.close()
    expect(messages[0]).toMatchObject({ type: 'Connected', sequence_id: 0 })
    expect(messages.map((message) => message.sequence_id)).toEqual(messages.map((_, i) => i))
    const end = messages.find((message) => message.event === 'EndOfTurn')
    expect(end).toMatchObject({
      type: 'TurnInfo',
      transcript: 'Yes, the roof is about twelve years old.',
      turn_index: 0,
      trigger: 'model',
    })
    const eager = messages.filter((message) => message.event === 'EagerEndOfTurn').at(-1)
    expect(eager?.transcript).toBe(end?.transcript)
    expect(messages.filter((message) => message.event === 'Update').length).toBeGreaterThan(4)
  })

  it('answers Configure, and closes on KeepAlive', async () => {
    const socket = new WebSocket(
      `${server.origin.replace('http', 'ws')}/v2/listen?model=flux-general-en&encoding=mulaw&sample_rate=8000`,
      { headers: { authorization: 'Token key' } },
    )
    const messages: Record<string, unknown>[] = []
    socket.on('message', (data) => messages.push(JSON.parse(data.toString()) as Record<string, unknown>))
    await new Promise((resolve) => socket.once('open', resolve))
    socket.send(
      JSON.stringify({ type: 'Configure', thresholds: { eot_threshold: 0.8 }, keyterms: ['Ridge'] }),
    )
    socket.send(JSON.stringify({ type: 'KeepAlive' }))
    await new Promise((resolve) => socket.once('close', resolve))
    expect(messages[1]).toMatchObject({
      type: 'ConfigureSuccess',
      thresholds: { eot_threshold: 0.8, eot_timeout_ms: 5_000 },
      keyterms: ['Ridge'],
    })
    expect(messages[2]).toMatchObject({ type: 'Error', code: 'UNPARSABLE_CLIENT_MESSAGE' })
  })

  it('hears a homeowner through the SDK: Nova', async () => {
    const { pcmu } = await studio.speak(HOMEOWNER, 'No thanks, not interested.')
    const connection = await client().listen.v1.connect({
      model: 'nova-3',
      encoding: 'mulaw',
      sample_rate: 8_000,
      interim_results: 'true',
      endpointing: 300,
      utterance_end_ms: '1000',
      vad_events: 'true',
      punctuate: 'true',
      reconnectAttempts: 0,
    })
    const messages: Record<string, unknown>[] = []
    connection.on('message', (message) => messages.push(message as unknown as Record<string, unknown>))
    connection.connect()
    await connection.waitForOpen()
    for (const frame of frames(pcmu, silence(1_400))) connection.sendMedia(frame)
    connection.sendCloseStream({ type: 'CloseStream' })
    await until(() => messages.some((message) => message.type === 'Metadata'))
    const final = messages.find((message) => message.speech_final === true)
    expect(final).toMatchObject({
      is_final: true,
      channel: { alternatives: [{ transcript: 'No thanks, not interested.' }] },
    })
    expect(messages.map((message) => message.type)).toEqual(
      expect.arrayContaining(['SpeechStarted', 'UtteranceEnd']),
    )
  })

  it('refuses wrong keys and wrong queries before the socket opens', async () => {
    await expect(client('wrong').manage.v1.projects.list()).rejects.toMatchObject({ statusCode: 401 })
    expect(await client().manage.v1.projects.list()).toMatchObject({ projects: [{ name: 'Practice' }] })
    expect(await upgradeStatus('/v2/listen?model=nova-3&encoding=mulaw&sample_rate=8000')).toBe(400)
    expect(
      await upgradeStatus('/v2/listen?model=flux-general-en&encoding=mulaw&sample_rate=8000&endpointing=300'),
    ).toBe(400)
    expect(
      await upgradeStatus(
        '/v2/listen?model=flux-general-en&encoding=mulaw&sample_rate=8000&eot_threshold=0.2',
      ),
    ).toBe(400)
    faults.add({ vendor: 'deepgram', fault: 'refuse', status: 429 })
    expect(await upgradeStatus('/v2/listen?model=flux-general-en&encoding=mulaw&sample_rate=8000')).toBe(429)
  })

  it('speaks as the second voice', async () => {
    const response = await fetch(
      `${server.origin}/v1/speak?model=aura-2-thalia-en&encoding=mulaw&sample_rate=8000&container=none`,
      {
        method: 'POST',
        headers: { authorization: 'Token key', 'content-type': 'application/json' },
        body: JSON.stringify({ text: 'One moment please.' }),
      },
    )
    expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(4_000)
  })

  const upgradeStatus = (path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(`${server.origin.replace('http', 'ws')}${path}`, {
        headers: { authorization: 'Token key' },
      })
      socket.on('unexpected-response', (request, response) => {
        resolve(response.statusCode ?? 0)
        request.destroy()
      })
      socket.on('open', () => reject(new Error('opened')))
      socket.on('error', () => {})
    })
})

function* frames(...pieces: Uint8Array[]): Generator<Uint8Array> {
  const whole = Buffer.concat(pieces)
  for (let at = 0; at < whole.length; at += 640) yield Uint8Array.from(whole.subarray(at, at + 640))
}

async function until(happened: () => boolean): Promise<void> {
  const deadline = Date.now() + 8_000
  while (!happened() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 20))
  expect(happened()).toBe(true)
}
