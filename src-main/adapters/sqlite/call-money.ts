import { z } from 'zod'
import { FaultCause } from '../../../src-preload/contract/receipt.ts'
import type { CallStore } from '../../core/call/call-record.ts'
import type { Db } from './database.ts'

const FaultRow = z
  .object({ cause: FaultCause, from_ms: z.int(), ms: z.int() })
  .transform(({ cause, from_ms, ms }) => ({ cause, fromMs: from_ms, ms }))

/** What the carrier billed beside what was counted, and the time that is not charged for. */
export function callMoney(
  db: Db,
  lazily: (write: () => void) => void,
): Pick<CallStore, 'saveSettlement' | 'addFault' | 'faults'> {
  // The same bill may be told again; only what it changes is added. One that comes after all takes the place of none.
  const settlement = db.prepare(
    `INSERT INTO carrier_settlement
       (call_id, counted_seconds, billed_seconds, counted_cents, corrected_cents, missing_cents, explanation, at_ms)
     VALUES (@callId, @countedSeconds, @billedSeconds, @countedCents, @correctedCents, @missingCents, @explanation, @atMs)
     ON CONFLICT (call_id) DO UPDATE SET
       corrected_cents = corrected_cents + excluded.corrected_cents,
       missing_cents = excluded.missing_cents,
       explanation = excluded.explanation,
       at_ms = CASE WHEN billed_seconds IS NULL THEN excluded.at_ms ELSE at_ms END,
       billed_seconds = coalesce(billed_seconds, excluded.billed_seconds)
     WHERE excluded.corrected_cents <> 0 OR (carrier_settlement.billed_seconds IS NULL AND excluded.billed_seconds IS NOT NULL)`,
  )
  const fault = db.prepare(
    `INSERT INTO call_fault (call_id, cause, from_ms, ms) VALUES (@callId, @cause, @fromMs, @ms)
     ON CONFLICT DO UPDATE SET ms = max(ms, excluded.ms)`,
  )
  const faults = db.prepare('SELECT cause, from_ms, ms FROM call_fault WHERE call_id = +? ORDER BY from_ms')
  return {
    saveSettlement: (callId, { atMs, ...rest }) =>
      void settlement.run({ callId, ...rest, atMs: Math.round(atMs) }),
    addFault: (callId, { cause, fromMs, ms }) =>
      lazily(
        () =>
          void fault.run({
            callId,
            cause,
            fromMs: Math.max(0, Math.round(fromMs)),
            ms: Math.max(0, Math.round(ms)),
          }),
      ),
    faults: (callId) => faults.all(callId).map((row) => FaultRow.parse(row)),
  }
}
