import { DeepgramClient } from '@deepgram/sdk'
import { z } from 'zod'
import { pcmuDurationMs } from '../../core/audio/pcmu.ts'
import type { TranscriberOptions } from '../../core/call/speech/transcriber.ts'
import { messageOf } from '../../core/message-of.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'
import { openVendorSocket, type VendorSocket } from '../wire/vendor-socket.ts'

export interface DeepgramSettings {
  readonly apiKey: string
  readonly baseUrl: string
}

/**
 * The SDK over sockets of our own, which have a heartbeat and never reconnect by themselves: the SDK's own reconnect
 * would silently open a new, empty session seconds later.
 */
export const deepgramClient = ({ apiKey, baseUrl }: DeepgramSettings): DeepgramClient =>
  new DeepgramClient({
    apiKey,
    baseUrl,
    maxRetries: 0,
    reconnect: false,
    transportFactory: (url, headers, { abortSignal }) =>
      watchedTransport(url, headers, abortSignal ?? new AbortController().signal),
  })

type Transport = Awaited<
  ReturnType<NonNullable<NonNullable<ConstructorParameters<typeof DeepgramClient>[0]>['transportFactory']>>
>

async function watchedTransport(
  url: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Transport> {
  let message: Parameters<Transport['onMessage']>[0] = () => {}
  let close: Parameters<Transport['onClose']>[0] = () => {}
  const socket: VendorSocket = await openVendorSocket(
    { vendor: 'Deepgram', url, headers, signal },
    {
      message: (data, isBinary) => message(isBinary ? data : data.toString('utf8')),
      lost: (reason, code) => close({ code, reason }),
    },
  )
  return {
    send: (data) => {
      if (typeof data === 'string') return socket.send(data)
      if (data instanceof Blob) throw new TypeError('audio is sent as bytes')
      socket.send(bytesOf(data))
    },
    // It is open already, which the SDK asks for first.
    onOpen: () => {},
    onMessage: (listener) => {
      message = listener
    },
    onError: () => {},
    onClose: (listener) => {
      close = listener
    },
    isOpen: () => socket.isOpen,
    close: (code, reason) => socket.close(code, reason),
  }
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return data instanceof ArrayBuffer
    ? new Uint8Array(data)
    : new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}

/** The parts that the listening sockets of both versions have in common. */
interface Connection {
  on(event: 'message', callback: (message: unknown) => void): void
  on(event: 'close', callback: (event: { code: number; reason: string }) => void): void
  on(event: 'error', callback: (error: Error) => void): void
  connect(): unknown
  waitForOpen(): Promise<unknown>
  sendMedia(audio: Uint8Array): void
  close(): void
}

export interface ListeningSession {
  sendAudio(pcmu: Uint8Array): void
  close(): void
}

/**
 * Opens a listening socket and tells its messages until it is closed or lost. What is not JSON arrives as text: a
 * vendor that sends it is not trusted any further. Throws VendorFailure when Deepgram does not take it.
 */
export async function openListening(
  connection: Connection,
  tell: (message: unknown, lose: (reason: string) => void) => void,
  lost: (reason: string) => void,
  /** So much more audio was sent, in milliseconds. */
  sent: (ms: number) => void = () => {},
): Promise<ListeningSession> {
  let over = false
  let opened = false
  const lose = (reason: string) => {
    if (over || !opened) return
    over = true
    connection.close()
    lost(reason)
  }
  connection.on('message', (message) => {
    if (over) return
    if (typeof message === 'string') lose('Deepgram sent garbage')
    else tell(message, lose)
  })
  connection.on('close', ({ code, reason }) => lose(reason || `Deepgram closed the stream (${code})`))
  connection.on('error', (error) => lose(`Deepgram: ${error.message}`))
  connection.connect()
  try {
    await connection.waitForOpen()
  } catch (error) {
    throw new VendorFailure(
      'deepgram',
      'unavailable',
      `Deepgram did not accept the stream: ${messageOf(error)}`,
      error,
    )
  }
  opened = true
  return {
    // Each 20 ms frame goes at once: gathering 80 ms would delay the end-of-turn decision by up to 60 ms.
    sendAudio(pcmu) {
      if (over || pcmu.length === 0) return
      try {
        connection.sendMedia(pcmu)
        sent(pcmuDurationMs(pcmu.length))
      } catch (error) {
        lose(`Deepgram: ${messageOf(error)}`)
      }
    },
    close() {
      if (over) return
      over = true
      connection.close()
    },
  }
}

/** Opens a stream and closes it again: without audio it costs nothing. */
export async function probeListening(connection: Connection): Promise<void> {
  const session = await openListening(
    connection,
    () => {},
    () => {},
  )
  session.close()
}

const Fault = z.object({
  type: z.literal('Error'),
  code: z.string().optional(),
  description: z.string().optional(),
  message: z.string().optional(),
})

/** What went wrong, when a message tells of an error; null for any other message. */
export function faultWords(message: unknown): string | null {
  const fault = Fault.safeParse(message)
  if (!fault.success) return null
  const { code, description, message: words } = fault.data
  return `Deepgram: ${code ?? 'error'} ${description ?? words ?? ''}`.trim()
}

/** How a call's audio comes, and what its recogniser listens for: the same for both versions of the socket. */
export const telephone = ({ keyterms }: Pick<TranscriberOptions, 'keyterms'>, signal: AbortSignal) => ({
  encoding: 'mulaw' as const,
  sample_rate: 8_000,
  keyterm: keytermsThatFit(keyterms),
  reconnectAttempts: 0,
  abortSignal: signal,
})

/**
 * The stream is refused when its key terms come to more than 500 tokens (protocols/deepgram.md section 2.1). How it
 * cuts them is not told, but no token is shorter than a byte.
 */
const MOST_KEYTERM_BYTES = 500

/** Those that Deepgram takes for sure, the first ones first. */
export function keytermsThatFit(terms: readonly string[]): string[] {
  let bytesLeft = MOST_KEYTERM_BYTES
  return [...new Set(terms)].filter((term) => {
    const bytes = Buffer.byteLength(term)
    if (bytes > bytesLeft) return false
    bytesLeft -= bytes
    return true
  })
}
