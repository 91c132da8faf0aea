import { isUtf8 } from 'node:buffer'

export interface TextEncoding {
  /** As TextDecoder knows it. */
  readonly name: 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252'
  /** As people know it. */
  readonly label: string
}

const UTF8 = { name: 'utf-8', label: 'UTF-8' } as const
const UTF16LE = { name: 'utf-16le', label: 'UTF-16 LE' } as const
const UTF16BE = { name: 'utf-16be', label: 'UTF-16 BE' } as const
/** What Windows programs write when nobody chose; every byte means something in it, so it comes last. */
const WINDOWS = { name: 'windows-1252', label: 'Windows-1252' } as const

/** By the byte order mark, by where the zeros are, or by whether the whole file is well-formed UTF-8. */
export function encodingOf(head: Uint8Array, wholeIsUtf8: boolean): TextEncoding {
  if (head[0] === 0xff && head[1] === 0xfe) return UTF16LE
  if (head[0] === 0xfe && head[1] === 0xff) return UTF16BE
  const zeros = [0, 0]
  for (const [i, byte] of head.subarray(0, 4_096).entries())
    if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  const many = Math.min(head.length, 4_096) / 5
  if (odd > many && even < odd / 4) return UTF16LE
  if (even > many && odd < even / 4) return UTF16BE
  return wholeIsUtf8 ? UTF8 : WINDOWS
}

/** Says piece by piece whether everything so far is UTF-8, with characters that straddle two pieces. */
export class Utf8Check {
  #tail: Uint8Array = new Uint8Array()
  #fine = true

  add(piece: Uint8Array): void {
    if (!this.#fine) return
    const bytes = this.#tail.length > 0 ? Buffer.concat([this.#tail, piece]) : piece
    const end = lastWholeCharacter(bytes)
    this.#fine = isUtf8(bytes.subarray(0, end)) && bytes.length - end < 4
    this.#tail = bytes.slice(end)
  }

  get isUtf8(): boolean {
    return this.#fine && this.#tail.length === 0
  }
}

/** Where a character that the next piece may complete begins. */
function lastWholeCharacter(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return bytes.length
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return length > back ? bytes.length - back : bytes.length
    }
  }
  return bytes.length
}
