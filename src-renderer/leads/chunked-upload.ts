import { base64FromBytes } from '../ui/base64.ts'

export const PIECE_BYTES = 256 * 1024

interface Upload {
  file: Blob
  /** Sends one piece; resolves when the core has stored it. */
  send(base64: string): Promise<unknown>
  onProgress(sentBytes: number): void
  signal: AbortSignal
}

/** One piece is read, sent and confirmed before the next is read: a gigabyte never sits in memory. */
export async function uploadInPieces({ file, send, onProgress, signal }: Upload): Promise<void> {
  onProgress(0)
  for (let at = 0; at < file.size; at += PIECE_BYTES) {
    signal.throwIfAborted()
    const piece = await file.slice(at, at + PIECE_BYTES).arrayBuffer()
    await send(base64FromBytes(new Uint8Array(piece)))
    onProgress(Math.min(at + PIECE_BYTES, file.size))
  }
}
