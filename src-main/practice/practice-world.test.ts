import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { miniCall } from '../../tests/fixtures/mini-agent.ts'
import { type PracticeWorld, type ReadyLine, startPracticeWorld } from './practice-world.ts'

const OPENING =
  'Hi, this is Ava, the A.I. assistant for Summit Ridge, calling about your roof inspection. Is now a good time?'
const SYSTEM =
  '<contractor>{"display_name":"Summit Ridge Roofing"}</contractor><script>{"qualification_questions":[]}</script>'
const phone = '+15125550181'

describe('a call in the practice world', () => {
  let world: PracticeWorld
  beforeAll(async () => {
    world = await startPracticeWorld({
      cacheFolder: mkdtempSync(join(tmpdir(), 'world-')),
      prepareLines: false,
    })
  })
  afterAll(() => world.close())

  const callWith = async (character: string) => {
    world.directory.put({ phone, character, name: 'Alex Sample' })
    const call = await miniCall(world, {
      to: phone,
      opening: OPENING,
      system: SYSTEM,
      leadFacts: { name: 'Alex Sample', address: '12 Sample Street' },
    })
    await call.ended
    const { calls } = (await (await fetch(`${world.ready.control}/calls`)).json()) as { calls: Truth[] }
    await call.close()
    return { call, truth: calls.at(-1) as Truth }
  }

  it('ends in a booking, and each side heard what the other really said', async () => {
    const { call, truth } = await callWith('books-at-once')
    expect(call.toolsUsed.join(' ')).toContain('book_inspection')
    const understood = call.transcript
      .filter(({ speaker }) => speaker === 'homeowner')
      .map(({ text }) => text)
    expect(understood.join(' ')).toBe(truth.said.map(({ spokenText }) => spokenText).join(' '))
    const heard = truth.heard.map(({ text }) => text).join(' ')
    expect(heard.startsWith(OPENING)).toBe(true)
    expect(heard).toContain('Tuesday at ten in the morning')
    expect(call.events.map(({ type }) => type)).toEqual(
      expect.arrayContaining(['call.initiated', 'call.answered', 'streaming.started', 'call.hangup']),
    )
    const [median = Number.NaN] = call.timings.firstAudioMs
      .sort((a, b) => a - b)
      .slice(call.timings.firstAudioMs.length / 2)
    expect(median).toBeLessThan(1_000)
  }, 180_000)
})

describe('the practice process', () => {
  const started: ChildProcess[] = []
  afterAll(() => {
    for (const child of started) child.kill('SIGKILL')
  })

  function start(): { child: ChildProcess; ready: Promise<ReadyLine>; ended: Promise<number | null> } {
    const child = spawn(
      process.execPath,
      ['src-main/practice/main.ts', '--cache', mkdtempSync(join(tmpdir(), 'world-'))],
      { stdio: ['pipe', 'pipe', 'ignore'] },
    )
    started.push(child)
    const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> })
    const ready = new Promise<ReadyLine>((resolve) =>
      lines.once('line', (line) => resolve(JSON.parse(line) as ReadyLine)),
    )
    const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)))
    return { child, ready, ended }
  }

  it('prints one ready line, takes faults, and ends on SIGTERM', async () => {
    const { child, ready, ended } = start()
    const world = await ready
    expect(Object.keys(world)).toEqual([
      'ready',
      'telnyx',
      'deepgram',
      'anthropic',
      'elevenlabs',
      'vapi',
      'stripe',
      'control',
    ])
    const bad = await fetch(`${world.control}/faults`, { method: 'POST', body: '{"vendor":"nobody"}' })
    expect(bad.status).toBe(400)
    await fetch(`${world.control}/faults`, {
      method: 'POST',
      body: '{"vendor":"elevenlabs","fault":"refuse","status":429}',
    })
    const refused = await fetch(`${world.elevenlabs.baseUrl}/v1/user`, {
      headers: { 'xi-api-key': world.elevenlabs.apiKey },
    })
    expect(refused.status).toBe(429)
    child.kill('SIGTERM')
    expect(await ended).toBe(0)
  })

  it('ends when whoever started it is gone', async () => {
    const { child, ready, ended } = start()
    await ready
    child.stdin?.end()
    expect(await ended).toBe(0)
  })
})

interface Truth {
  readonly said: readonly { readonly spokenText: string }[]
  readonly heard: readonly { readonly text: string }[]
}
