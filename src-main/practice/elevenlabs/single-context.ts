import type { WebSocket } from 'ws'
import type { Faults } from '../faults.ts'
import { faultySender } from '../loopback/faulty-socket.ts'
import { jsonMessage } from '../loopback/json-message.ts'
import type { Studio } from '../voices/studio.ts'
import { inDialect, type VoiceSettings } from './dialect.ts'
import { idleLimit } from './idle-limit.ts'
import { type SpeechContext, speechContext } from './speech-context.ts'

/** `/stream-input`: one stretch of speech per socket; empty text ends it. */

interface SingleMessage {
  readonly text?: string
  readonly flush?: boolean
  readonly try_trigger_generation?: boolean
  readonly voice_settings?: { readonly speed?: number }
  readonly generation_config?: { readonly chunk_length_schedule?: number[] }
}

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
    const message = jsonMessage<SingleMessage>(data.toString())
    if (!message || typeof message.text !== 'string') {
      sender.send({ message: 'The message is not valid', error: 'invalid_input_message', code: 1008 })
      return socket.close(1008, 'invalid_input_message')
    }
    context ??= speechContext(
      {
        voiceId,
        autoMode: query.get('auto_mode') === 'true',
        syncAlignment: query.get('sync_alignment') === 'true',
        schedule: message.generation_config?.chunk_length_schedule,
        speed: message.voice_settings?.speed ?? 1,
        tag: { isFinal: null },
      },
      studio,
      sender,
    )
    if (message.text === '') void finish(context)
    else context.add(message.text, message.flush === true)
  })
  socket.on('close', () => {
    idle.stop()
    context?.abandon()
  })
}
