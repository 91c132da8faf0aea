import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The shipped sample leads, as the lines of their CSV file; the first names the columns. */
export const sampleLeads = (): string[] =>
  readFileSync(join(import.meta.dirname, '..', '..', 'resources', 'practice', 'leads.csv'), 'utf8').split(
    '\n',
  )
