/** In order, immutable, applied once each. */
import { firstTables } from './0001-first-tables.ts'

export const migrations: readonly string[] = [firstTables]
