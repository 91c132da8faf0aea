import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RecordReader } from './csv-records.ts'
import { LineSplitter } from './physical-lines.ts'

function read(text: string): string[][] {
  const lines = new LineSplitter('\n')
  const records = new RecordReader(',', () => 0)
  const found = [...lines.feed(text), ...lines.finish()].flatMap((line) => [...records.feed(line)])
  return [...found, ...records.finish()].flatMap((record) =>
    'cells' in record ? [[...record.cells]] : [`refused: ${record.reason}`].map((x) => [x]),
  )
}

const cell = fc.string({
  unit: fc.constantFrom('a', 'Ä', '7', ' ', ',', '"', '\n', "'", '=', '-'),
  maxLength: 12,
})
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
const written = (rows: string[][]) => rows.map((row) => row.map(quoted).join(',')).join('\r\n')

describe('our records', () => {
  it('are those of a general CSV parser for every well-formed file', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { minLength: 2, maxLength: 5 }), { minLength: 1, maxLength: 8 }),
        (rows) => {
          const text = written(rows)
          expect(read(text)).toEqual(parse(text, { relax_column_count: true, skip_empty_lines: false }))
        },
      ),
      { numRuns: 500 },
    )
  })

  it('lose one line to an unclosed quotation mark, where a general parser loses the rest', () => {
    const text = 'a,b\n1,"open\n2,two\n3,three\n'
    expect(read(text)).toEqual([
      ['a', 'b'],
      ['refused: a quotation mark is never closed'],
      ['2', 'two'],
      ['3', 'three'],
    ])
    expect(() => parse(text)).toThrow()
  })
})
