import type { IncomingMessage, ServerResponse } from 'node:http'
import { type WebSocket, WebSocketServer } from 'ws'
import { FRAME_BYTES, FRAME_MS } from '../../../../src-main/core/audio/pcmu.ts'
import type { Reply, Switchboard } from '../line.ts'
import type { PreciseTimer } from '../precise-timer.ts'
import { serialIn } from '../spoken-serial.ts'
import { stampedSpeech } from '../stamped-audio.ts'
import { type Loopback, openLoopback, readBody } from './loopback.ts'

/** Audio comes in pieces of this length, as ElevenLabs sends about. */
const PIECE_FRAMES = 10
const FIXED_LINE_FRAMES = 20

interface Context {
  reply: Reply | null
  /** When the audio asked for so far will have been sent. */
  busyUntilMs: number
  framesPlanned: number
}

interface ClientMessage {
  readonly text?: string
  readonly context_id?: string
  readonly close_context?: boolean
}

/**
 * ElevenLabs: replies over the multi-context socket at the pace of their plan, fixed lines over HTTP at once.
 * A context that is closed still sends the audio of the text it was given, whether it is wanted or not.
 */
export async function startVoice(timer: PreciseTimer, switchboard: Switchboard): Promise<Loopback> {
  let fixedLines = 0
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false })

  async function render(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { text } = JSON.parse(await readBody(request)) as { text: string }
    const serial = fixedLines++
    const audio = stampedSpeech(FIXED_LINE_FRAMES, 'fixed-line', serial)
    const chars = [...text]
    const step = (FIXED_LINE_FRAMES * FRAME_MS) / 1_000 / chars.length
    const alignment = {
      characters: chars,
      character_start_times_seconds: chars.map((_, i) => i * step),
      character_end_times_seconds: chars.map((_, i) => (i + 1) * step),
    }
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(
      `${JSON.stringify({ audio_base64: base64(audio), alignment, normalized_alignment: alignment })}\n\n`,
    )
  }

  return openLoopback(
    (request, response) =>
      void render(request, response).catch((error: unknown) => {
        process.stderr.write(`a line could not be rendered: ${String(error)}\n`)
        response.destroy()
      }),
    (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (opened) => serveContexts(opened, timer, switchboard)),
  )
}

function serveContexts(socket: WebSocket, timer: PreciseTimer, switchboard: Switchboard): void {
  const contexts = new Map<string, Context>()
  const send = (message: object) => {
    if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message))
  }

  function speak(contextId: string, context: Context, reply: Reply, text: string, askedMs: number): void {
    const frames = Math.max(1, Math.round(reply.plan.audioMs(text) / FRAME_MS))
    const startMs = Math.max(askedMs + reply.plan.firstAudioMs, context.busyUntilMs)
    reply.charsSpoken += text.length
    for (let done = 0; done < frames; done += PIECE_FRAMES) {
      const count = Math.min(PIECE_FRAMES, frames - done)
      const first = context.framesPlanned
      context.framesPlanned += count
      const chars = [...text].slice((text.length * done) / frames, (text.length * (done + count)) / frames)
      timer.at(startMs + done * FRAME_MS * reply.plan.realTimeFactor, () => {
        const message = audioMessage(contextId, stampedSpeech(count, 'reply', reply.serial, first), chars)
        reply.audioMs ??= timer.nowMs()
        reply.framesSent += count
        send(message)
      })
    }
    context.busyUntilMs = startMs + frames * FRAME_MS * reply.plan.realTimeFactor
  }

  socket.on('message', (data) => {
    const atMs = timer.nowMs()
    const { context_id: contextId, text, close_context: closes } = JSON.parse(String(data)) as ClientMessage
    if (contextId === undefined) return
    const context = contexts.get(contextId) ?? { reply: null, busyUntilMs: 0, framesPlanned: 0 }
    contexts.set(contextId, context)
    const words = text?.trim() ?? ''
    if (words !== '') {
      context.reply ??= switchboard.replies.get(serialIn(words) ?? -1) ?? null
      if (!context.reply) return
      context.reply.textMs ??= atMs
      speak(contextId, context, context.reply, words, atMs)
    }
    if (!closes) return
    contexts.delete(contextId)
    timer.at(context.busyUntilMs, () => {
      if (context.reply) context.reply.spoken = true
      send({ isFinal: true, contextId })
    })
  })
}

function audioMessage(contextId: string, audio: Uint8Array, chars: readonly string[]): object {
  const stepMs = ((audio.length / FRAME_BYTES) * FRAME_MS) / Math.max(1, chars.length)
  const alignment = {
    chars,
    charStartTimesMs: chars.map((_, i) => i * stepMs),
    charDurationsMs: chars.map(() => stepMs),
  }
  return { audio: base64(audio), alignment, normalizedAlignment: alignment, contextId }
}

const base64 = (audio: Uint8Array): string => Buffer.from(audio).toString('base64')
