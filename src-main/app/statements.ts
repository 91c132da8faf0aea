import type { StatementReads } from '../adapters/sqlite/reads/statement-reads.ts'
import type { Clock } from '../core/clock.ts'
import type { Contractor } from '../core/contractor.ts'
import { monthNamed, type Statement, sumOf } from '../core/wallet/statement.ts'

export interface StatementParts {
  readonly reads: StatementReads
  readonly clock: Pick<Clock, 'nowMs'>
  readonly contractor: () => Contractor
  readonly pdfOf: (statement: Statement, madeAtMs: number) => Promise<Uint8Array>
  readonly csvOf: (statement: Statement) => string
}

export interface StatementFile {
  readonly fileName: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

/** The wallet month by month, as files for a bookkeeper. */
export function statementApp({ reads, clock, contractor, pdfOf, csvOf }: StatementParts) {
  /** Refuses what is no month like `2026-11`, and one that has not begun. */
  const statement = (name: string): Statement => {
    const { profile } = contractor()
    const month = monthNamed(name, profile.time_zone, clock.nowMs())
    const openingCents = reads.balanceBefore(month.fromMs)
    const movements = reads.movements(month)
    return {
      month: name,
      timeZone: profile.time_zone,
      name: profile.legal_name || profile.display_name,
      openingCents,
      closingCents: openingCents + sumOf(movements),
      movements,
    }
  }
  return {
    statement,
    async file(month: string, format: 'pdf' | 'csv'): Promise<StatementFile> {
      const whole = statement(month)
      const fileName = `ridgeline-statement-${month}.${format}`
      if (format === 'pdf')
        return { fileName, contentType: 'application/pdf', bytes: await pdfOf(whole, clock.nowMs()) }
      return {
        fileName,
        contentType: 'text/csv; charset=utf-8',
        bytes: new TextEncoder().encode(csvOf(whole)),
      }
    },
  }
}

export type StatementApp = ReturnType<typeof statementApp>
