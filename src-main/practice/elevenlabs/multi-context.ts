import type { WebSocket } from 'ws'
import type { Faults } from '../faults.ts'
import { faultySender } from '../loopback/faulty-socket.ts'
import { jsonMessage } from '../loopback/json-message.ts'
import type { Studio } from '../voices/studio.ts'
import { inDialect, type VoiceSettings } from './dialect.ts'
import { idleLimit } from './idle-limit.ts'
import { contextSettings, type SpeechContext, type SpeechMessage, speechContext } from './speech-context.ts'

/** `/multi-stream-input`: one socket, several contexts, each its own stretch of speech. */

const MOST_CONTEXTS = 5

interface OpenContext {
  readonly speech: SpeechContext
  readonly initialised: boolean
  timer: NodeJS.Timeout
}

interface MultiMessage extends SpeechMessage {
  readonly context_id?: string
  readonly close_context?: boolean
  readonly close_socket?: boolean
}

export function serveMultiContext(
  socket: WebSocket,
  voiceId: string,
  query: URLSearchParams,
  studio: Studio,
  faults: Faults,
  settings: VoiceSettings,
): void {
  const sender = inDialect(faultySender(socket, faults, 'elevenlabs'), settings)
  const contexts = new Map<string, OpenContext>()
  const idle = idleLimit(socket, query)

  function refuse(error: string, message: string): void {
    sender.send({ message, error, code: 1008 })
    socket.close(1008, message.slice(0, 120))
  }

  async function finish(contextId: string, speakRest: boolean): Promise<void> {
    const context = contexts.get(contextId)
    if (!context) return
    contexts.delete(contextId)
    clearTimeout(context.timer)
    await context.speech.close(speakRest)
    sender.send({ isFinal: true, contextId })
  }

  const startTimer = (contextId: string): NodeJS.Timeout =>
    setTimeout(() => void finish(contextId, false), idle.timeoutMs)

  function open(contextId: string, message: MultiMessage): OpenContext | null {
    if (contexts.size >= MOST_CONTEXTS) {
      refuse(
        'max_active_conversations',
        `Maximum simultaneous contexts per WebSocket connection exceeded (${MOST_CONTEXTS}). Close existing contexts first.`,
      )
      return null
    }
    const speech = speechContext(contextSettings(voiceId, query, message, { contextId }), studio, sender)
    const context = {
      speech,
      initialised: message.voice_settings !== undefined,
      timer: startTimer(contextId),
    }
    contexts.set(contextId, context)
    return context
  }

  function obey(message: MultiMessage): void {
    idle.heard()
    if (message.close_socket) return void closeAll()
    const contextId = message.context_id
    if (contextId === undefined) {
      if (message.text !== undefined && message.text.trim() !== '')
        refuse('invalid_input_message', 'context_id is required')
      return
    }
    if (message.close_context) return void finish(contextId, message.flush === true)
    const known = contexts.get(contextId)
    if (known && message.voice_settings && !known.initialised) {
      refuse('invalid_input_message', 'voice_settings must be in the first message of a context')
      return
    }
    const context = known ?? open(contextId, message)
    if (!context) return
    clearTimeout(context.timer)
    context.timer = startTimer(contextId)
    context.speech.add(message.text ?? '', message.flush === true)
  }

  async function closeAll(): Promise<void> {
    await Promise.all([...contexts.keys()].map((contextId) => finish(contextId, false)))
    socket.close(1000)
  }

  socket.on('message', (data) => {
    const message = jsonMessage<MultiMessage>(data.toString())
    if (message) obey(message)
    else refuse('invalid_input_message', 'The message is not valid JSON')
  })
  socket.on('close', () => {
    idle.stop()
    for (const context of contexts.values()) {
      clearTimeout(context.timer)
      context.speech.abandon()
    }
  })
}
