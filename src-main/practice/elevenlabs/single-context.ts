import type { WebSocket } from 'ws'
import type { Faults } from '../faults.ts'
import { faultySender } from '../loopback/faulty-socket.ts'
import { jsonMessage } from '../loopback/json-message.ts'
import type { Studio } from '../voices/studio.ts'
import { inDialect, type VoiceSettings } from './dialect.ts'
import { idleLimit } from './idle-limit.ts'
import { contextSettings, type SpeechContext, type SpeechMessage, speechContext } from './speech-context.ts'

/** `/stream-input`: one stretch of speech per socket; empty text ends it. */

export function serveSingleContext(
  socket: WebSocket,
  voiceId: string,
  query: URLSearchParams,
  studio: Studio,
  faults: Faults,
  settings: VoiceSettings,
): void {
  const sender = inDialect(faultySender(socket, faults, 'elevenlabs'), settings)
  const idle = idleLimit(socket, query)
  let context: SpeechContext | null = null

  async function finish(open: SpeechContext): Promise<void> {
    await open.close(true)
    sender.send({ audio: null, isFinal: true, alignment: null, normalizedAlignment: null })
    socket.close(1000)
  }

  socket.on('message', (data) => {
    idle.heard()
    const message = jsonMessage<SpeechMessage>(data.toString())
    if (!message || typeof message.text !== 'string') {
      sender.send({ message: 'The message is not valid', error: 'invalid_input_message', code: 1008 })
      return socket.close(1008, 'invalid_input_message')
    }
    context ??= speechContext(contextSettings(voiceId, query, message, { isFinal: null }), studio, sender)
    if (message.text === '') void finish(context)
    else context.add(message.text, message.flush === true)
  })
  socket.on('close', () => {
    idle.stop()
    context?.abandon()
  })
}
