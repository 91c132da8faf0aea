/** In order, immutable, applied once each. */
import { firstTables } from './0001-first-tables.ts'
import { eventsOfTheRelay } from './0002-events-of-the-relay.ts'
import { devicesAndKeys } from './0003-devices-and-keys.ts'
import { commandResults } from './0004-command-results.ts'

export const migrations: readonly string[] = [firstTables, eventsOfTheRelay, devicesAndKeys, commandResults]
