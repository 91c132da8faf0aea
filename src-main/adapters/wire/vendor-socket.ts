import WebSocket from 'ws'
import { VendorFailure } from '../../core/vendor-failure.ts'

/** An open socket to a vendor that is known to answer. */
export interface VendorSocket {
  readonly isOpen: boolean
  send(data: string | Uint8Array): void
  close(code?: number, reason?: string): void
}

export interface VendorSocketListener {
  message(data: Buffer, isBinary: boolean): void
  /** Told once; nothing comes after it. Not told of a socket that we closed ourselves. */
  lost(reason: string, code: number): void
}

export interface VendorSocketOptions {
  /** As people know it, e.g. "Deepgram". */
  readonly vendor: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly signal: AbortSignal
}

/** The loop passes an engine over sooner; this only ends what nobody waits for any more. */
const HANDSHAKE_TIMEOUT_MS = 5_000
/**
 * A socket can stay open for minutes after its other end is gone. It is asked once a beat, and lost when it has answered
 * to nothing for two beats: noticed within 3 s (reliability.md C6). Beats are counted, so that a program that stood
 * still does not take its own silence for the vendor's.
 */
const BEAT_MS = 900
const MOST_MISSED_BEATS = 2
/** This much of what we sent has not left yet: the line is dead, or too slow for speech. */
const MOST_BUFFERED_BYTES = 512 * 1024

/** Opens a socket with a heartbeat. Throws VendorFailure when the vendor does not take it. */
export function openVendorSocket(
  { vendor, url, headers, signal }: VendorSocketOptions,
  listener: VendorSocketListener,
): Promise<VendorSocket> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, {
      headers,
      perMessageDeflate: false,
      handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
    })
    const fail = (reason: string, cause?: unknown) => {
      signal.removeEventListener('abort', giveUp)
      // Ending a handshake under way reports an error of its own.
      socket.on('error', () => {})
      socket.terminate()
      reject(new VendorFailure(vendor, 'unavailable', reason, cause))
    }
    const giveUp = () => fail(`${vendor} was not waited for any longer`, signal.reason)
    const refused = (error: Error) => fail(`${vendor} did not accept the socket: ${error.message}`, error)
    const closedEarly = (code: number) => fail(`${vendor} closed the socket at once (${code})`)
    socket.once('error', refused)
    socket.once('close', closedEarly)
    socket.once('open', () => {
      signal.removeEventListener('abort', giveUp)
      socket.removeListener('error', refused)
      socket.removeListener('close', closedEarly)
      resolve(keepWatch(socket, vendor, listener))
    })
    if (signal.aborted) giveUp()
    else signal.addEventListener('abort', giveUp, { once: true })
  })
}

function keepWatch(socket: WebSocket, vendor: string, listener: VendorSocketListener): VendorSocket {
  // What the vendor says first must find its listener ready, and that gets this socket a moment from now.
  socket.pause()
  setImmediate(() => socket.resume())
  let missedBeats = 0
  let over = false
  const answered = () => {
    missedBeats = 0
  }
  const end = () => {
    over = true
    clearInterval(heart)
  }
  const lose = (reason: string, code: number) => {
    if (over) return
    end()
    socket.terminate()
    listener.lost(reason, code)
  }
  const heart = setInterval(() => {
    if (missedBeats >= MOST_MISSED_BEATS) {
      const seconds = ((MOST_MISSED_BEATS * BEAT_MS) / 1_000).toFixed(1)
      return lose(`${vendor} has not answered for ${seconds} s`, 1006)
    }
    if (socket.bufferedAmount > MOST_BUFFERED_BYTES) return lose(`${vendor} takes no more data`, 1006)
    missedBeats++
    socket.ping()
  }, BEAT_MS)
  socket.on('pong', answered)
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    answered()
    if (!over) listener.message(data, isBinary)
  })
  socket.on('close', (code) => lose(`${vendor} closed the socket (${code})`, code))
  socket.on('error', (error) => lose(`${vendor}: ${error.message}`, 1006))
  return {
    get isOpen() {
      return !over && socket.readyState === WebSocket.OPEN
    },
    send(data) {
      if (!over && socket.readyState === WebSocket.OPEN) socket.send(data)
    },
    close(code = 1000, reason) {
      if (over) return
      end()
      socket.close(code, reason)
    },
  }
}
