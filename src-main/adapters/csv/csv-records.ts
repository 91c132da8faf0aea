import { FieldSplitter } from './field-splitter.ts'
import { excerptOf, type Line } from './physical-lines.ts'

export type CsvRecord =
  | { readonly line: number; readonly cells: readonly string[] }
  | { readonly line: number; readonly reason: string; readonly excerpt: string }

const MOST_LINES = 200
const NOT_CLOSED = 'a quotation mark is never closed'

/**
 * Lines to records. Unlike a general CSV parser it recovers: when a quotation mark stays open, only the line that opened it
 * is refused, and the lines after it are read afresh, so one bad row never swallows the good ones behind it.
 */
export class RecordReader {
  readonly #splitter: FieldSplitter
  readonly #columns: () => number
  #open: Line[] = []

  /** `columns` tells how many the header has, 0 while it is not known. */
  constructor(delimiter: string, columns: () => number) {
    this.#splitter = new FieldSplitter(delimiter)
    this.#columns = columns
  }

  *feed(line: Line): Generator<CsvRecord> {
    const waiting = [line]
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      if (this.#open.length === 0) yield* this.#begin(next)
      else {
        const refused = this.#continue(next)
        if (refused === 'going on') continue
        if (refused === 'broken') {
          const [first, ...after] = this.#open
          this.#open = []
          if (first) yield { line: first.number, reason: NOT_CLOSED, excerpt: excerptOf(first.text) }
          waiting.unshift(...after)
        } else yield refused
      }
    }
  }

  *finish(): Generator<CsvRecord> {
    while (this.#open.length > 0) {
      const [first, ...after] = this.#open
      this.#open = []
      if (first) yield { line: first.number, reason: NOT_CLOSED, excerpt: excerptOf(first.text) }
      for (const line of after) yield* this.feed(line)
    }
  }

  *#begin(line: Line): Generator<CsvRecord> {
    if (line.tooLong) {
      yield { line: line.number, reason: 'the line is longer than 1 MiB', excerpt: line.text }
      return
    }
    if (line.text.trim() === '') return
    const { cells, state, lenient } = this.#splitter.begin(line.text)
    if (state === 'open') this.#open = [line]
    // A stray quotation mark inside quotes is forgiven as long as the columns still add up.
    else if (lenient && this.#columns() > 0 && cells.length !== this.#columns()) {
      yield { line: line.number, reason: 'the quotation marks do not match', excerpt: excerptOf(line.text) }
    } else yield { line: line.number, cells }
  }

  #continue(line: Line): CsvRecord | 'going on' | 'broken' {
    this.#open.push(line)
    if (line.tooLong || this.#open.length > MOST_LINES) return 'broken'
    const { cells, state } = this.#splitter.goOn(line.text)
    if (state === 'open') return 'going on'
    const first = this.#open[0]
    if (state === 'broken' || !first || (this.#columns() > 0 && cells.length !== this.#columns()))
      return 'broken'
    this.#open = []
    return { line: first.number, cells }
  }
}
