/** Paired computers, and the epoch that says whose turn it is: each session takes a higher one and fences the rest. */
import { z } from 'zod'
import type { RelayDatabase } from '../storage/database.ts'

/** Enough for decades of changed keys; what is older leaves the list, not the file. */
const MAX_LISTED = 100

export interface Device {
  readonly deviceId: string
  readonly publicKey: string
  readonly name: string
  readonly pairedAtMs: number
  readonly lastSeenAtMs: number | null
  /** Null for a computer that was paired with the relay's own code. */
  readonly admittedBy: string | null
  readonly admissionSignature: string | null
  /** The earlier key of the same computer. */
  readonly succeeds: string | null
  readonly removedAtMs: number | null
}
export type NewDevice = Omit<Device, 'lastSeenAtMs' | 'removedAtMs'>

export interface Devices {
  /** Keys that open the link. */
  count(): number
  find(deviceId: string): Device | undefined
  /** Newest first, removed ones too. */
  list(): readonly Device[]
  add(device: NewDevice): void
  /** It proved its key: the key before it is worthless from now on. */
  seen(deviceId: string, nowMs: number): void
  /** Every key of that computer. Answers those that opened the link until now. */
  remove(deviceId: string, nowMs: number): readonly string[]
  removeAll(): void
  nextEpoch(): number
}

export function devicesIn(db: RelayDatabase): Devices {
  const count = db.prepare('SELECT count(*) FROM device WHERE removed_at_ms IS NULL').pluck()
  const find = db.prepare('SELECT * FROM device WHERE device_id = ?')
  const list = db.prepare('SELECT * FROM device ORDER BY paired_at_ms DESC, rowid DESC LIMIT ?')
  const insert = db.prepare(
    `INSERT INTO device (device_id, public_key, name, paired_at_ms, admitted_by, admission_signature, succeeds)
     VALUES (@deviceId, @publicKey, @name, @pairedAtMs, @admittedBy, @admissionSignature, @succeeds)
     ON CONFLICT DO NOTHING`,
  )
  const dropUnusedSuccessors = db.prepare(
    'DELETE FROM device WHERE succeeds = ? AND device_id <> ? AND last_seen_at_ms IS NULL',
  )
  const see = db.prepare('UPDATE device SET last_seen_at_ms = ? WHERE device_id = ?')
  const retire = db.prepare(
    `UPDATE device SET removed_at_ms = ? WHERE removed_at_ms IS NULL
       AND device_id = (SELECT succeeds FROM device WHERE device_id = ?)`,
  )
  const remove = db
    .prepare(
      `WITH RECURSIVE computer (device_id) AS (
         SELECT ? UNION SELECT device.device_id FROM device, computer
          WHERE device.succeeds = computer.device_id
             OR device.device_id = (SELECT succeeds FROM device WHERE device_id = computer.device_id))
       UPDATE device SET removed_at_ms = ?
        WHERE removed_at_ms IS NULL AND device_id IN (SELECT device_id FROM computer) RETURNING device_id`,
    )
    .pluck()
  const nextEpoch = db.prepare('UPDATE relay SET epoch = epoch + 1 RETURNING epoch').pluck()
  return {
    count: () => z.number().parse(count.get()),
    find: (deviceId) => DeviceRow.optional().parse(find.get(deviceId)),
    list: () => list.all(MAX_LISTED).map((row) => DeviceRow.parse(row)),
    add: db.transaction((device: NewDevice) => {
      if (device.succeeds) dropUnusedSuccessors.run(device.succeeds, device.deviceId)
      insert.run(device)
    }),
    seen: db.transaction((deviceId: string, nowMs: number) => {
      see.run(nowMs, deviceId)
      retire.run(nowMs, deviceId)
    }),
    remove: (deviceId, nowMs) => z.array(z.string()).parse(remove.all(deviceId, nowMs)),
    removeAll() {
      db.prepare('DELETE FROM device').run()
    },
    nextEpoch: () => z.number().parse(nextEpoch.get()),
  }
}

const DeviceRow = z
  .object({
    device_id: z.string(),
    public_key: z.string(),
    name: z.string(),
    paired_at_ms: z.number(),
    last_seen_at_ms: z.number().nullable(),
    admitted_by: z.string().nullable(),
    admission_signature: z.string().nullable(),
    succeeds: z.string().nullable(),
    removed_at_ms: z.number().nullable(),
  })
  .transform((row) => ({
    deviceId: row.device_id,
    publicKey: row.public_key,
    name: row.name,
    pairedAtMs: row.paired_at_ms,
    lastSeenAtMs: row.last_seen_at_ms,
    admittedBy: row.admitted_by,
    admissionSignature: row.admission_signature,
    succeeds: row.succeeds,
    removedAtMs: row.removed_at_ms,
  }))
