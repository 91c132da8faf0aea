import PDFDocument from 'pdfkit'

/** Lines of text, one below the other, on as many letter pages as they need. */
export interface Pages {
  heading(text: string): void
  title(text: string): void
  line(text: string): void
  /** One line whose last text stands at the right margin. */
  row(left: string, right: string): void
  /** One line of a table: the first cell at the left margin, the others right-aligned in columns of one width. */
  columns(first: string, ...others: string[]): void
}

/** A PDF that holds what `draw` wrote, in the page's own fonts. `createdAtMs` is the only moment in it. */
export function drawPages(
  name: string,
  createdAtMs: number,
  draw: (pages: Pages) => void,
): Promise<Uint8Array> {
  const document = new PDFDocument({
    size: 'LETTER',
    margin: 54,
    info: { Title: name, CreationDate: new Date(createdAtMs) },
  })
  const pieces: Buffer[] = []
  const whole = new Promise<Uint8Array>((resolve, reject) => {
    document.on('data', (piece: Buffer) => pieces.push(piece))
    document.on('end', () => resolve(Buffer.concat(pieces)))
    document.on('error', reject)
  })
  const plain = () => document.font('Helvetica').fontSize(9)
  const columns = (cells: string[]) => {
    plain()
    const { margins, width, maxY } = pageOf(document)
    if (document.y + document.currentLineHeight(true) > maxY) document.addPage()
    const { y } = document
    const cellWidth = (width - margins.left - margins.right) / cells.length
    for (const [at, cell] of cells.entries()) {
      const align = at === 0 ? 'left' : 'right'
      document.text(printable(cell), margins.left + at * cellWidth, y, {
        width: cellWidth,
        align,
        paragraphGap: 2,
      })
    }
    document.x = margins.left
  }
  draw({
    heading: (text) => void document.font('Helvetica-Bold').fontSize(16).text(printable(text)),
    title: (text) => void document.moveDown(0.8).font('Helvetica-Bold').fontSize(12).text(printable(text)),
    line: (text) => void plain().text(printable(text), { paragraphGap: 2 }),
    row(left, right) {
      plain().text(printable(left), { paragraphGap: 2, continued: true })
      document.text(printable(right), { align: 'right', paragraphGap: 2 })
    },
    columns: (...cells) => columns(cells),
  })
  document.end()
  return whole
}

const pageOf = ({ page }: PDFKit.PDFDocument) => ({
  margins: page.margins,
  width: page.width,
  maxY: page.maxY(),
})

/** The page's own fonts know Western European letters; others are shown as they can be. */
const printable = (text: string): string =>
  text
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    .replace(/[\u2013\u2014]/g, '-')
    .replace(/[^\t\n\x20-\x7e\u00a0-\u00ff]/g, '?')
