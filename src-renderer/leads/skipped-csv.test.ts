import { describe, expect, it } from 'vitest'
import { skippedCsv } from './skipped-csv.ts'

describe('the download of skipped lines', () => {
  it('keeps quotes and commas of the original line intact', () => {
    const csv = skippedCsv([{ line: 12, reason: 'No phone', excerpt: 'Smith, "Bo",' }])
    expect(csv).toBe('line,reason,excerpt\r\n"12","No phone","Smith, ""Bo"","\r\n')
  })

  it('never lets a cell run as a formula in a spreadsheet', () => {
    expect(skippedCsv([{ line: 3, reason: 'Bad', excerpt: '=HYPERLINK("x")' }])).toContain(`"'=HYPERLINK`)
  })
})
