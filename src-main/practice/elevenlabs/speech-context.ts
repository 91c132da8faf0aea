import { pauseMs } from '../loopback/faulty-http.ts'
import type { MessageSender } from '../loopback/faulty-socket.ts'
import type { Studio } from '../voices/studio.ts'
import { agentVoice } from '../voices/voice.ts'
import { type SpeechChunk, speechChunks } from './speech-chunks.ts'
import { type TextBuffer, textBuffer } from './text-buffer.ts'

/** One context of a speech socket: text in, audio with alignment out, in order. */
export interface SpeechContext {
  add(text: string, flush: boolean): void
  /** Speaks what was flushed, drops the rest, then says that it is done. */
  close(speakRest: boolean): Promise<void>
  abandon(): void
}

export interface ContextSettings {
  readonly voiceId: string
  readonly autoMode: boolean
  readonly schedule: readonly number[] | undefined
  readonly speed: number
  /** Added to every message of this context. */
  readonly tag: object
  readonly syncAlignment: boolean
}

/** What the messages of both kinds of socket have in common. */
export interface SpeechMessage {
  readonly text?: string
  readonly flush?: boolean
  readonly voice_settings?: { readonly speed?: number }
  readonly generation_config?: { readonly chunk_length_schedule?: number[] }
}

/** How a context speaks: by the query of its socket, and by the first message to it. */
export const contextSettings = (
  voiceId: string,
  query: URLSearchParams,
  first: SpeechMessage,
  tag: object,
): ContextSettings => ({
  voiceId,
  autoMode: query.get('auto_mode') === 'true',
  syncAlignment: query.get('sync_alignment') === 'true',
  schedule: first.generation_config?.chunk_length_schedule,
  speed: first.voice_settings?.speed ?? 1,
  tag,
})

/** First sound comes 75 to 150 ms after the text; then faster than real time. */
const THINKING_MS = 80
const SPEED_OF_DELIVERY = 6

export function speechContext(
  settings: ContextSettings,
  studio: Studio,
  sender: MessageSender,
): SpeechContext {
  const buffer: TextBuffer = textBuffer(settings.autoMode, settings.schedule)
  const voice = agentVoice(settings.voiceId)
  const paced = { ...voice, stretch: Math.round((voice.stretch / settings.speed) * 100) / 100 }
  let queue: Promise<void> = Promise.resolve()
  let abandoned = false

  async function speak(text: string): Promise<void> {
    const line = text.trim()
    const [speech] = await Promise.all([studio.speak(paced, line), pauseMs(THINKING_MS)])
    for (const [i, chunk] of speechChunks(line, speech).entries()) {
      if (abandoned) return
      if (i > 0) await pauseMs(chunk.audio.length / 8 / SPEED_OF_DELIVERY)
      if (abandoned) return
      sender.send({
        audio: Buffer.from(chunk.audio).toString('base64'),
        ...alignment(chunk, settings.syncAlignment),
        ...settings.tag,
      })
    }
  }

  function speakDue(flush: boolean): void {
    const due = buffer.take(flush)
    if (due !== null)
      queue = queue.then(() => speak(due)).catch((error: unknown) => console.error('speech failed', error))
  }

  return {
    add(text, flush) {
      buffer.add(text)
      speakDue(flush)
    },
    async close(speakRest) {
      if (speakRest) speakDue(true)
      await queue
    },
    abandon() {
      abandoned = true
    },
  }
}

function alignment(chunk: SpeechChunk, sync: boolean): object {
  if (!sync && chunk.startMs > 0) return { alignment: null, normalizedAlignment: null }
  const times = { chars: chunk.chars, charStartTimesMs: chunk.startsMs, charDurationsMs: chunk.durationsMs }
  return { alignment: times, normalizedAlignment: times }
}
