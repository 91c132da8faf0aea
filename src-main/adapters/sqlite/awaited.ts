import type { Db } from './database.ts'

/** Whether an inspection, a follow-up or another try of a call falls between two moments. */
export function sqliteAwaited(db: Db): (fromMs: number, untilMs: number) => boolean {
  const awaited = db
    .prepare(
      `SELECT EXISTS (SELECT 1 FROM voice_booking WHERE status = 'confirmed' AND ends_at_ms > @fromMs AND starts_at_ms < @untilMs)
         OR EXISTS (SELECT 1 FROM follow_up WHERE status = 'waiting' AND due_at_ms > @fromMs AND due_at_ms < @untilMs)
         OR EXISTS (SELECT 1 FROM voice_call WHERE status = 'queued' AND not_before_ms > @fromMs AND not_before_ms < @untilMs)`,
    )
    .pluck()
  return (fromMs, untilMs) => awaited.get({ fromMs, untilMs }) === 1
}
