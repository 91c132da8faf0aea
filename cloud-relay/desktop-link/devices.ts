/** Paired desktops, and the epoch that says whose turn it is: each session takes a higher one and fences the rest. */
import { z } from 'zod'
import type { RelayDatabase } from '../storage/database.ts'

export interface Devices {
  count(): number
  publicKeyOf(deviceId: string): string | undefined
  add(device: { deviceId: string; publicKey: string; name: string; pairedAtMs: number }): void
  removeAll(): void
  nextEpoch(): number
}

export function devicesIn(db: RelayDatabase): Devices {
  const count = db.prepare('SELECT count(*) FROM device').pluck()
  const find = db.prepare('SELECT public_key FROM device WHERE device_id = ?').pluck()
  const insert = db.prepare(
    'INSERT INTO device (device_id, public_key, name, paired_at_ms) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING',
  )
  const nextEpoch = db.prepare('UPDATE relay SET epoch = epoch + 1 RETURNING epoch').pluck()
  return {
    count: () => z.number().parse(count.get()),
    publicKeyOf: (deviceId) => z.string().optional().parse(find.get(deviceId)),
    add({ deviceId, publicKey, name, pairedAtMs }) {
      insert.run(deviceId, publicKey, name, pairedAtMs)
    },
    removeAll() {
      db.prepare('DELETE FROM device').run()
    },
    nextEpoch: () => z.number().parse(nextEpoch.get()),
  }
}
