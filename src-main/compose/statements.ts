import { statementCsv } from '../adapters/csv/statement-csv.ts'
import { statementPdf } from '../adapters/pdf/statement-pdf.ts'
import type { Db } from '../adapters/sqlite/database.ts'
import { statementReads } from '../adapters/sqlite/reads/statement-reads.ts'
import type { Clock } from '../core/clock.ts'
import type { Contractor } from '../core/contractor.ts'
import { monthNamed, type Statement, sumOf } from '../core/wallet/statement.ts'

interface StatementParts {
  readonly db: Db
  readonly clock: Clock
  readonly contractor: () => Contractor
}

export interface StatementFile {
  readonly fileName: string
  readonly contentType: string
  readonly bytes: Uint8Array
}

export type Statements = ReturnType<typeof composeStatements>

/** The wallet month by month, as files for a bookkeeper. */
export function composeStatements({ db, clock, contractor }: StatementParts) {
  const reads = statementReads(db)
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
      return format === 'pdf'
        ? {
            fileName,
            contentType: 'application/pdf',
            bytes: await statementPdf(whole, clock.nowMs()),
          }
        : {
            fileName,
            contentType: 'text/csv; charset=utf-8',
            bytes: new TextEncoder().encode(statementCsv(whole)),
          }
    },
  }
}
