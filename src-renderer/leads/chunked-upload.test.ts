import { describe, expect, it } from 'vitest'
import { bytesFromBase64 } from '../ui/base64.ts'
import { PIECE_BYTES, uploadInPieces } from './chunked-upload.ts'

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, index) => (index * 31) % 256)

describe('sending a file to the core', () => {
  it('sends every byte in order, in pieces of at most 256 KiB', async () => {
    const original = bytesOf(PIECE_BYTES * 2 + 17)
    const pieces: Uint8Array[] = []
    const progress: number[] = []
    await uploadInPieces({
      file: new Blob([original]),
      send: async (base64) => pieces.push(bytesFromBase64(base64)),
      onProgress: (sent) => progress.push(sent),
      signal: new AbortController().signal,
    })
    expect(pieces.map((piece) => piece.length)).toEqual([PIECE_BYTES, PIECE_BYTES, 17])
    expect(pieces.flatMap((piece) => [...piece])).toEqual([...original])
    expect(progress).toEqual([0, PIECE_BYTES, PIECE_BYTES * 2, original.length])
  })

  it('waits for each piece to be stored before it reads the next', async () => {
    let underWay = 0
    let most = 0
    await uploadInPieces({
      file: new Blob([bytesOf(PIECE_BYTES * 3)]),
      send: async () => {
        most = Math.max(most, ++underWay)
        await Promise.resolve()
        underWay--
      },
      onProgress: () => undefined,
      signal: new AbortController().signal,
    })
    expect(most).toBe(1)
  })

  it('stops between pieces when the person closes the wizard', async () => {
    const stop = new AbortController()
    let sent = 0
    const upload = uploadInPieces({
      file: new Blob([bytesOf(PIECE_BYTES * 4)]),
      send: async () => {
        sent++
        stop.abort()
      },
      onProgress: () => undefined,
      signal: stop.signal,
    })
    await expect(upload).rejects.toThrow()
    expect(sent).toBe(1)
  })

  it('sends nothing for an empty file', async () => {
    let sent = 0
    await uploadInPieces({
      file: new Blob([]),
      send: async () => sent++,
      onProgress: () => undefined,
      signal: new AbortController().signal,
    })
    expect(sent).toBe(0)
  })
})
