import { statementCsv } from '../adapters/csv/statement-csv.ts'
import { statementPdf } from '../adapters/pdf/statement-pdf.ts'
import type { Db } from '../adapters/sqlite/database.ts'
import { statementReads } from '../adapters/sqlite/reads/statement-reads.ts'
import { type StatementParts, statementApp } from '../app/statements.ts'

interface ComposeParts extends Pick<StatementParts, 'clock' | 'contractor'> {
  readonly db: Db
}

/** The wallet month by month, from the books and drawn as PDF and CSV. */
export const composeStatements = ({ db, clock, contractor }: ComposeParts) =>
  statementApp({ reads: statementReads(db), clock, contractor, pdfOf: statementPdf, csvOf: statementCsv })
