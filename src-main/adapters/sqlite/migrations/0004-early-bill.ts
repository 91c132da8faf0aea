import type { Migration } from '../migrate.ts'

/** The seconds that the carrier billed, kept from the moment it tells: its bill may come before the end of the call. */
export const earlyBill: Migration = {
  version: 4,
  name: 'early bill',
  sql: 'ALTER TABLE voice_call ADD COLUMN carrier_billed_seconds INTEGER',
}
