/** A line of the file as an editor counts them. A line too long to be data is told of, and never held. */
export type Line =
  | { readonly number: number; readonly text: string; readonly tooLong: false }
  | { readonly number: number; readonly text: string; readonly tooLong: true }

const LONGEST_LINE = 1024 * 1024
const EXCERPT = 80

/** Cuts decoded text into lines, piece by piece. */
export class LineSplitter {
  readonly #newline: '\n' | '\r'
  #rest = ''
  #number = 0
  /** The beginning of a line that grew too long; what follows of it is dropped. */
  #dropped: string | null = null

  constructor(newline: '\n' | '\r') {
    this.#newline = newline
  }

  *feed(piece: string): Generator<Line> {
    const searched = this.#rest.length
    const text = this.#rest + (piece.includes('\0') ? piece.replaceAll('\0', '') : piece)
    let start = 0
    let end = text.indexOf(this.#newline, searched)
    while (end >= 0) {
      yield this.#line(text.slice(start, end))
      start = end + 1
      end = text.indexOf(this.#newline, start)
    }
    this.#rest = text.slice(start)
    if (this.#rest.length > LONGEST_LINE || this.#dropped !== null) {
      this.#dropped ??= excerptOf(this.#rest)
      this.#rest = ''
    }
  }

  *finish(): Generator<Line> {
    if (this.#rest !== '' || this.#dropped !== null) yield this.#line(this.#rest)
  }

  #line(raw: string): Line {
    const number = ++this.#number
    const dropped = this.#dropped
    this.#dropped = null
    if (dropped !== null || raw.length > LONGEST_LINE)
      return { number, text: dropped ?? excerptOf(raw), tooLong: true }
    return { number, text: raw.endsWith('\r') ? raw.slice(0, -1) : raw, tooLong: false }
  }
}

/** The beginning of a line, copied: a slice would keep the whole piece it was cut from in memory. */
export const excerptOf = (text: string): string => Buffer.from(text.slice(0, EXCERPT)).toString()
