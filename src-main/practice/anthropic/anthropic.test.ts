import Anthropic from '@anthropic-ai/sdk'
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { faultBoard } from '../faults.ts'
import { type AnthropicSimulator, startAnthropic } from './anthropic.ts'
import { fillSchema, fits } from './writing/fill-schema.ts'
import { readTranscript } from './writing/summary.ts'

const TOOLS = ['find_inspection_slots', 'book_inspection', 'end_call'].map((name) => ({
  name,
  input_schema: { type: 'object' as const },
}))

describe('Anthropic on loopback', () => {
  let server: AnthropicSimulator
  let client: Anthropic
  const faults = faultBoard()

  beforeAll(async () => {
    server = await startAnthropic({ port: 0, apiKey: 'key', faults })
    client = new Anthropic({ apiKey: 'key', baseURL: server.origin, maxRetries: 0 })
  })
  afterAll(() => server.close())

  const live = (more: Partial<Anthropic.MessageCreateParamsStreaming> = {}) =>
    client.messages.create({
      model: 'claude-haiku-5-5',
      max_tokens: 300,
      stream: true,
      thinking: { type: 'disabled' },
      system: [
        { type: 'text', text: `You are Ava. ${'Facts. '.repeat(400)}`, cache_control: { type: 'ephemeral' } },
      ],
      tools: TOOLS,
      messages: [{ role: 'user', content: 'Stop, what times do you have?' }],
      ...more,
    })

  it('streams text and a tool the way the API does', async () => {
    const events: Anthropic.RawMessageStreamEvent[] = []
    const startedMs = performance.now()
    let first: { afterMs: number; rest: string | undefined } | undefined
    for await (const event of await live()) {
      events.push(event)
      if (event.type === 'content_block_delta')
        first ??= { afterMs: performance.now() - startedMs, rest: server.requests()[0]?.ended }
    }
    expect(first?.afterMs).toBeGreaterThan(230)
    expect(first?.rest).toBe('running')
    expect(events[0]?.type).toBe('message_start')
    expect(events.at(-1)?.type).toBe('message_stop')
    const json = events.flatMap((event) =>
      event.type === 'content_block_delta' && event.delta.type === 'input_json_delta'
        ? [event.delta.partial_json]
        : [],
    )
    expect(json[0]).toBe('')
    expect(JSON.parse(json.join(''))).toEqual({})
    const delta = events.find((event) => event.type === 'message_delta')
    expect(delta).toMatchObject({ delta: { stop_reason: 'tool_use' } })
  })

  it('reads the prompt cache from the second request on', async () => {
    const system = [
      {
        type: 'text' as const,
        text: `Frozen. ${'Rule. '.repeat(600)}`,
        cache_control: { type: 'ephemeral' as const },
      },
    ]
    const first = await client.messages
      .stream({
        model: 'claude-haiku-5-5',
        max_tokens: 300,
        system,
        tools: TOOLS,
        messages: [{ role: 'user', content: 'Hello?' }],
      })
      .finalMessage()
    const second = await client.messages
      .stream({
        model: 'claude-haiku-5-5',
        max_tokens: 300,
        system,
        tools: TOOLS,
        messages: [{ role: 'user', content: 'Who is this?' }],
      })
      .finalMessage()
    expect(first.usage.cache_creation_input_tokens).toBeGreaterThan(512)
    expect(first.usage.cache_read_input_tokens).toBe(0)
    expect(second.usage.cache_read_input_tokens).toBe(first.usage.cache_creation_input_tokens)
  })

  it.each([
    ['temperature', { temperature: 0.5 }, 400],
    ['a retired model', { model: 'claude-3-5-sonnet-latest' }, 404],
    [
      'assistant prefill',
      {
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: 'I' },
        ],
      },
      400,
    ],
    ['thinking off on Sonnet', { model: 'claude-sonnet-5-5' }, 400],
    [
      'a forced tool on Opus',
      { model: 'claude-opus-5-5', thinking: { type: 'adaptive' }, tool_choice: { type: 'any' } },
      400,
    ],
    [
      'a tool use without its result',
      {
        messages: [
          { role: 'user', content: 'Hi' },
          { role: 'assistant', content: [{ type: 'tool_use', id: 't', name: 'end_call', input: {} }] },
          { role: 'user', content: 'Yes' },
        ],
      },
      400,
    ],
  ])('refuses %s', async (_, more, status) => {
    await expect(live(more as never)).rejects.toMatchObject({ status })
  })

  it('refuses a wrong key', async () => {
    const stranger = new Anthropic({ apiKey: 'wrong', baseURL: server.origin, maxRetries: 0 })
    await expect(stranger.models.list()).rejects.toMatchObject({ status: 401 })
    expect((await client.models.list({ limit: 1 })).data[0]?.id).toBe('claude-haiku-5-5')
  })

  it('notices when the client stops listening', async () => {
    const stop = new AbortController()
    const stream = await client.messages.create(
      {
        model: 'claude-haiku-5-5',
        max_tokens: 300,
        stream: true,
        tools: TOOLS,
        messages: [{ role: 'user', content: 'Who is this?' }],
      },
      { signal: stop.signal },
    )
    for await (const event of stream) if (event.type === 'content_block_start') stop.abort()
    await expect.poll(() => server.requests()[0]?.ended).toBe('aborted-by-client')
  })

  it('fails in the middle of a stream when asked to', async () => {
    faults.add({ vendor: 'anthropic', fault: 'garbage', place: 'message' })
    const read = async (): Promise<void> => {
      for await (const _ of await live());
    }
    await expect(read()).rejects.toMatchObject({ type: 'overloaded_error' })
    faults.add({ vendor: 'anthropic', fault: 'cut', place: 'message' })
    await expect(read()).rejects.toThrow()
    faults.add({ vendor: 'anthropic', fault: 'refuse', status: 529, place: 'request' })
    await expect(live()).rejects.toMatchObject({ status: 529 })
  })

  it('writes a call script that fits the schema it is given, new fields included', async () => {
    const Script = z.object({
      purpose: z.string(),
      qualification_questions: z.array(
        z.object({ id: z.string(), question: z.string(), expects: z.enum(['yes_no', 'open', 'detail']) }),
      ),
      objection_answers: z.array(z.object({ objection: z.string(), answer: z.string() })),
      booking_rules: z.array(z.string()),
      closing: z.string(),
      something_new: z.object({ tone: z.enum(['warm', 'brisk']), level: z.int() }),
    })
    const written = await client.messages.parse({
      model: 'claude-sonnet-5-5',
      max_tokens: 8_000,
      output_config: { effort: 'medium', format: zodOutputFormat(Script) },
      messages: [
        {
          role: 'user',
          content:
            '<contractor>{"display_name":"Summit Ridge Roofing","services":["Roof inspection","Gutters"]}</contractor><campaign>{"name":"Fall","guidance":"Do not offer Saturdays. Mention the hail."}</campaign> Write the script.',
        },
      ],
    })
    expect(written.parsed_output?.qualification_questions.length).toBeGreaterThan(1)
    expect(written.parsed_output?.closing).toContain('Summit Ridge Roofing')
    expect(written.parsed_output?.objection_answers).toContainEqual({
      objection: 'What do you do?',
      answer: 'Summit Ridge Roofing does roof inspection and gutters.',
    })
    expect(written.parsed_output?.booking_rules).toEqual(
      expect.arrayContaining(['Do not offer Saturdays.', 'Mention the hail.']),
    )
  })

  it('writes one opening per lead from that lead’s facts only', async () => {
    const Openings = z.object({
      openings: z.array(z.object({ lead_id: z.string(), text: z.string(), fact_ids: z.array(z.string()) })),
    })
    const leads = [
      {
        lead_id: 'l1',
        facts: [{ fact_id: 'f1', text: 'we finished four roofs within 300 meters of you this year' }],
      },
      { lead_id: 'l2', facts: [] },
    ]
    const written = await client.messages.parse({
      model: 'claude-sonnet-5-5',
      max_tokens: 8_000,
      output_config: { format: zodOutputFormat(Openings) },
      messages: [{ role: 'user', content: `<leads>${JSON.stringify(leads)}</leads>` }],
    })
    expect(written.parsed_output?.openings.map(({ lead_id, fact_ids }) => [lead_id, fact_ids])).toEqual([
      ['l1', ['f1']],
      ['l2', []],
    ])
    expect(written.parsed_output?.openings[0]?.text).toContain('four roofs')
  })
})

describe('summaries', () => {
  it.each([
    [
      "agent: You are all set.\nagent: You're all set for Tuesday at ten, at 12 Elm.\nhomeowner: Great.",
      'booked',
      'hot',
    ],
    ['homeowner: Stop calling me.', 'do_not_call', 'none'],
    ["homeowner: I'm at work.\nagent: We'll call you back tomorrow after five.", 'callback', 'warm'],
    ['homeowner: You have the wrong number.', 'wrong_number', 'none'],
    ['homeowner: Please leave your name and number after the tone.', 'voicemail', 'unknown'],
  ])('reads %s', (transcript, outcome, interest) => {
    expect(readTranscript(transcript)).toMatchObject({ outcome, interest })
  })

  it('write a time as one writes it, not as it was spoken', () => {
    const { summary, nextSteps } = readTranscript(
      "agent: You're all set for Tuesday, November 24th at 10 in the morning, at 12 Elm. Anything else?",
    )
    expect(summary).toContain('Tuesday, November 24 at 10:00 AM, at 12 Elm.')
    expect(nextSteps[0]).toBe('Send a confirmation for Tuesday, November 24 at 10:00 AM, at 12 Elm')
  })

  it.each([
    ['martes 24 de noviembre a las 9 de la mañana', 'Tuesday, November 24 at 9:00 AM'],
    ['miércoles 2 de diciembre a la 1 y media de la tarde', 'Wednesday, December 2 at 1:30 PM'],
    ['viernes 4 de diciembre al mediodía', 'Friday, December 4 at 12:00 PM'],
  ])('tell in English what was agreed in Spanish: %s', (spoken, written) => {
    const { summary, nextSteps } = readTranscript(
      `agent: Queda confirmado: ${spoken}, en 12 Elm. ¿Algo más?\nhomeowner: Sí, hay una gotera en la cocina.`,
    )
    expect(summary).toBe(
      `The homeowner agreed to an inspection: ${written}, at 12 Elm. They said in Spanish: "Sí, hay una gotera en la cocina."`,
    )
    expect(nextSteps[0]).toBe(`Send a confirmation for ${written}, at 12 Elm`)
  })

  it('does not run a line that was cut off into the one after it', () => {
    const { summary } = readTranscript(
      "agent: You're all set for Monday,\nagent: Sorry, I have a technical problem. Goodbye.",
    )
    expect(summary).not.toContain('Sorry')
  })
})

describe('filling a schema', () => {
  it('satisfies every kind of field', () => {
    const schema = {
      type: 'object',
      properties: {
        a: { type: 'array', items: { $ref: '#/$defs/item' } },
        b: { anyOf: [{ type: 'null' }, { type: 'integer' }] },
        c: { const: 'x' },
        d: { type: 'boolean' },
        e: { type: 'string', format: 'date' },
      },
      required: ['a', 'b', 'c', 'd', 'e'],
      $defs: { item: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } },
    }
    expect(
      fits(
        fillSchema(schema, () => undefined),
        schema,
      ),
    ).toBe(true)
    expect(fillSchema(schema, (name) => (name === 'a' ? 'wrong shape' : undefined))).toMatchObject({
      a: [{ name: 'About name' }],
    })
  })
})
