/** In order, immutable, applied once each. */
import { firstTables } from './0001-first-tables.ts'
import { eventsOfTheRelay } from './0002-events-of-the-relay.ts'

export const migrations: readonly string[] = [firstTables, eventsOfTheRelay]
