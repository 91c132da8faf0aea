import { z } from 'zod'
import type { UseStore } from '../../core/wallet/vendor-books.ts'
import { USE_ITEMS } from '../../core/wallet/vendor-cost.ts'
import type { Db } from './database.ts'

const Row = z.object({ item: z.enum(USE_ITEMS), quantity: z.int(), booked: z.int() })

/** `lazily` writes without waiting for the disk, as `lazyWrites` does. */
export function sqliteVendorUse(db: Db, lazily: (write: () => void) => void = (write) => write()): UseStore {
  const rows = db.prepare('SELECT item, quantity, booked FROM vendor_use WHERE call_id = +? ORDER BY item')
  const ofCall = (callId: string) => rows.all(callId).map((row) => Row.parse(row))
  const save = db.prepare(
    `INSERT INTO vendor_use (call_id, item, quantity)
     SELECT @callId, key, value FROM json_each(@counts) WHERE true
     ON CONFLICT DO UPDATE SET quantity = excluded.quantity WHERE excluded.quantity > vendor_use.quantity`,
  )
  const unbooked = db
    .prepare(
      `SELECT DISTINCT u.call_id FROM vendor_use u JOIN voice_call c USING (call_id)
       WHERE u.quantity > u.booked AND c.status = 'ended'`,
    )
    .pluck()
  const booked = db.prepare('UPDATE vendor_use SET booked = quantity WHERE call_id = ? AND quantity > booked')
  return {
    counted: (callId) => new Map(ofCall(callId).map(({ item, quantity }) => [item, quantity])),
    save(callId, counts) {
      const whole = [...counts].map(([item, quantity]) => [item, Math.round(quantity)] as const)
      lazily(() => void save.run({ callId, counts: JSON.stringify(Object.fromEntries(whole)) }))
    },
    unbooked: () => unbooked.all() as string[],
    due(callId) {
      const all = ofCall(callId)
      return {
        counts: new Map(
          all
            .filter(({ quantity, booked }) => quantity > booked)
            .map(({ item, quantity, booked }) => [item, quantity - booked]),
        ),
        total: all.reduce((sum, { quantity }) => sum + quantity, 0),
      }
    },
    booked: (callId) => void booked.run(callId),
  }
}
