interface Split {
  readonly cells: readonly string[]
  /** `open`: a quoted cell goes on in the next line. `broken`: what follows a closing quote makes no sense. */
  readonly state: 'whole' | 'open' | 'broken'
  /** Whether a stray quotation mark was taken as text. */
  readonly lenient: boolean
}

/** Cells of a record (RFC 4180), line by line. The first line is read forgivingly, its continuations strictly. */
export class FieldSplitter {
  readonly #delimiter: string
  #cells: string[] = []
  #cell = ''

  constructor(delimiter: string) {
    this.#delimiter = delimiter
  }

  begin(text: string): Split {
    if (!text.includes('"')) return { cells: text.split(this.#delimiter), state: 'whole', lenient: false }
    this.#cells = []
    this.#cell = ''
    return this.#split(text, 'outside', true)
  }

  /** The next line of a record whose last cell is still open. */
  goOn(text: string): Split {
    this.#cell += '\n'
    return this.#split(text, 'inside', false)
  }

  #split(text: string, start: 'inside' | 'outside', forgiving: boolean): Split {
    let at = 0
    let inside = start === 'inside'
    let lenient = false
    const done = (state: Split['state']): Split => ({ cells: this.#cells, state, lenient })
    for (;;) {
      if (!inside) {
        const plain = this.#plainCells(text, at)
        if (plain < 0) return done('whole')
        at = plain
        inside = true
      }
      const quoted = this.#quotedCell(text, at, forgiving)
      lenient ||= quoted.lenient
      if (quoted.end === 'open' || quoted.end === 'broken') return done(quoted.end)
      if (quoted.end === text.length) return done('whole')
      at = quoted.end + 1
      inside = false
    }
  }

  /** Takes cells up to the next quoted one and tells where its text begins; -1 at the end of the line. */
  #plainCells(text: string, from: number): number {
    let at = from
    for (;;) {
      const quote = startOfQuoted(text, at)
      if (quote >= 0) return quote + 1
      const end = text.indexOf(this.#delimiter, at)
      this.#cells.push(end < 0 ? text.slice(at) : text.slice(at, end))
      if (end < 0) return -1
      at = end + 1
    }
  }

  /** Takes the rest of a quoted cell; `end` is where its delimiter or the end of the line stands. */
  #quotedCell(
    text: string,
    from: number,
    forgiving: boolean,
  ): { end: number | 'open' | 'broken'; lenient: boolean } {
    let at = from
    let lenient = false
    for (;;) {
      const quote = text.indexOf('"', at)
      if (quote < 0) {
        this.#cell += text.slice(at)
        return { end: 'open', lenient }
      }
      if (text[quote + 1] === '"') {
        this.#cell += text.slice(at, quote + 1)
        at = quote + 2
        continue
      }
      const after = skipSpaces(text, quote + 1)
      if (after === text.length || text[after] === this.#delimiter) {
        this.#cells.push(this.#cell + text.slice(at, quote))
        this.#cell = ''
        return { end: after, lenient }
      }
      if (!forgiving) return { end: 'broken', lenient }
      lenient = true
      this.#cell += text.slice(at, quote + 1)
      at = quote + 1
    }
  }
}

/** Position of the quotation mark that opens a cell, spaces before it allowed; -1 for a plain cell. */
function startOfQuoted(text: string, from: number): number {
  const at = text[from] === ' ' ? skipSpaces(text, from) : from
  return text[at] === '"' ? at : -1
}

function skipSpaces(text: string, from: number): number {
  let at = from
  while (text[at] === ' ') at++
  return at
}
