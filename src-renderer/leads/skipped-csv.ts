import type { SkippedLine } from '../../src-preload/contract/leads.ts'

/** The skipped lines as a CSV to correct in a spreadsheet. */
export function skippedCsv(skipped: SkippedLine[]): string {
  const rows = skipped.map(({ line, reason, excerpt }) =>
    [String(line), reason, excerpt].map(quoted).join(','),
  )
  return ['line,reason,excerpt', ...rows, ''].join('\r\n')
}

// A cell that begins like a formula would run as one in a spreadsheet.
function quoted(cell: string): string {
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell
  return `"${harmless.replaceAll('"', '""')}"`
}
