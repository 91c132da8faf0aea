import { randomUUID } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { blocksOf, type MessagesRequest } from '../../../../src-main/practice/anthropic/messages-request.ts'
import { completeMessage } from '../../../../src-main/practice/anthropic/stream-message.ts'
import { type Thought, think } from '../../../../src-main/practice/anthropic/think.ts'
import { promptCache } from '../../../../src-main/practice/anthropic/usage.ts'
import type { Reply, Switchboard } from '../line.ts'
import type { PreciseTimer } from '../precise-timer.ts'
import { serialIn, wordOf } from '../spoken-serial.ts'
import { type Loopback, openLoopback, readBody } from './loopback.ts'

/** Anthropic's Messages API: live turns at the pace of the line's plan, everything else answered at once. */
export async function startModel(timer: PreciseTimer, switchboard: Switchboard): Promise<Loopback> {
  const cache = promptCache()

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await readBody(request)) as MessagesRequest
    const askedMs = timer.nowMs()
    if (!body.stream) return answerAtOnce(body, response)
    const line = switchboard.line(serialIn(JSON.stringify(body.messages[0]?.content ?? '')))
    if (!line) return void response.writeHead(400).end()
    stream(switchboard.newReply(line, askedMs, freshText(body)), body, response)
  }

  function answerAtOnce(body: MessagesRequest, response: ServerResponse): void {
    const thought: Thought = body.max_tokens === 0 ? { say: '', toolId: '' } : think(body)
    const message = completeMessage(body, thought, cache.charge(body, Date.now()), messageId())
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(message))
  }

  function stream(reply: Reply, body: MessagesRequest, response: ServerResponse): void {
    const tokens = reply.plan.tokens(wordOf(reply.serial))
    const firstMs = reply.askedMs + reply.plan.firstTokenMs
    const cancels = tokens.map((token, i) =>
      timer.at(firstMs + i * reply.plan.perTokenMs, () => {
        if (i === 0) response.writeHead(200, { 'content-type': 'text/event-stream' })
        reply.firstTokenMs ??= timer.nowMs()
        const events = [...(i === 0 ? opening(body) : []), delta(token)]
        if (i < tokens.length - 1) return void response.write(events.join(''))
        response.end([...events, ...ending(tokens.length)].join(''))
      }),
    )
    response.on('close', () => {
      for (const cancel of cancels) cancel()
    })
  }

  return openLoopback((request, response) => {
    answer(request, response).catch((error: unknown) => {
      process.stderr.write(`the model could not answer: ${String(error)}\n`)
      response.destroy()
    })
  })
}

/** Everything the model is told behind its own last words: what the homeowner said, and whatever goes with it. */
function freshText({ messages }: MessagesRequest): string {
  const since = messages.findLastIndex(({ role }) => role === 'assistant') + 1
  return messages
    .slice(since)
    .flatMap((message) => blocksOf(message).flatMap((block) => (block.type === 'text' ? [block.text] : [])))
    .join('\n')
}

const opening = (body: MessagesRequest): string[] => [
  event('message_start', {
    message: {
      id: messageId(),
      type: 'message',
      role: 'assistant',
      model: body.model,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: {
        input_tokens: 40,
        cache_read_input_tokens: 2_000,
        cache_creation_input_tokens: 0,
        output_tokens: 1,
      },
    },
  }),
  event('content_block_start', { index: 0, content_block: { type: 'text', text: '', citations: null } }),
  event('ping', {}),
]

const delta = (text: string): string =>
  event('content_block_delta', { index: 0, delta: { type: 'text_delta', text } })

const ending = (tokens: number): string[] => [
  event('content_block_stop', { index: 0 }),
  event('message_delta', {
    delta: { stop_reason: 'end_turn', stop_sequence: null },
    usage: { output_tokens: tokens },
  }),
  event('message_stop', {}),
]

const event = (type: string, data: object): string =>
  `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`
const messageId = (): string => `msg_${randomUUID().replaceAll('-', '').slice(0, 20)}`
