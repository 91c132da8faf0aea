import { z } from 'zod'
import type { CallOutcome } from '../../../src-preload/contract/calls.ts'
import type { CallRecord } from '../../core/call/call-record.ts'
import { dayIn } from '../../core/time.ts'
import type { Db } from './database.ts'

/** Time zones are whole quarters of an hour apart: the calls of one quarter are of the same day everywhere. */
const QUARTER_MS = 900_000

/** What calls came to. */
export const DailyCount = z.object({
  calls: z.int(),
  answered: z.int(),
  bookings: z.int(),
  callbacks: z.int(),
  not_interested: z.int(),
  do_not_call: z.int(),
  voicemails: z.int(),
  talk_ms: z.int(),
  cost_cents: z.int(),
})
type Count = z.infer<typeof DailyCount>
const Quarter = DailyCount.extend({ quarter: z.int() })

/** VoiceMetricsDaily: what the ended calls of each of the contractor's days came to. Used inside a transaction. */
export interface DailyMetrics {
  /** The call was changed: what it came to before is taken back, what it comes to now is counted. */
  moved(before: CallRecord, after: CallRecord): void
  /** Every day is counted again from the calls themselves. */
  recount(): void
}

export function sqliteDailyMetrics(db: Db, timeZone: () => string): DailyMetrics {
  const add = db.prepare(
    `INSERT INTO voice_metrics_daily (day, calls, answered, bookings, callbacks, not_interested, do_not_call, voicemails, talk_ms, cost_cents)
     VALUES (@day, @calls, @answered, @bookings, @callbacks, @not_interested, @do_not_call, @voicemails, @talk_ms, @cost_cents)
     ON CONFLICT (day) DO UPDATE SET calls = calls + excluded.calls, answered = answered + excluded.answered, bookings = bookings + excluded.bookings,
       callbacks = callbacks + excluded.callbacks, not_interested = not_interested + excluded.not_interested, do_not_call = do_not_call + excluded.do_not_call,
       voicemails = voicemails + excluded.voicemails, talk_ms = talk_ms + excluded.talk_ms, cost_cents = cost_cents + excluded.cost_cents`,
  )
  const clear = db.prepare('DELETE FROM voice_metrics_daily')
  // As `countOf` counts one call.
  const quarters = db.prepare(
    `SELECT CAST(floor(started_at_ms / ${QUARTER_MS}.0) AS INTEGER) AS quarter, count(*) AS calls,
       sum(answered_at_ms IS NOT NULL AND outcome <> 'voicemail') AS answered,
       sum(outcome = 'booked' AND purpose = 'offer') AS bookings, sum(outcome = 'callback') AS callbacks,
       sum(outcome = 'not_interested') AS not_interested, sum(outcome = 'do_not_call') AS do_not_call,
       sum(outcome = 'voicemail') AS voicemails, sum(coalesce(talk_ms, 0)) AS talk_ms, sum(cost_cents) AS cost_cents
     FROM voice_call WHERE status = 'ended' AND started_at_ms IS NOT NULL GROUP BY quarter`,
  )
  const dayOf = (atMs: number) => dayIn(atMs, timeZone())

  return {
    moved(before, after) {
      const [was, is] = [countOf(before), countOf(after)]
      if (was && before.startedAtMs !== null) add.run({ day: dayOf(before.startedAtMs), ...negative(was) })
      if (is && after.startedAtMs !== null) add.run({ day: dayOf(after.startedAtMs), ...is })
    },
    recount: db.transaction(() => {
      clear.run()
      for (const row of quarters.all()) {
        const { quarter, ...count } = Quarter.parse(row)
        add.run({ day: dayOf(quarter * QUARTER_MS), ...count })
      }
    }),
  }
}

/** What one call adds to its day; null while it adds nothing. */
function countOf(call: CallRecord): Count | null {
  if (call.status !== 'ended' || call.startedAtMs === null) return null
  const is = (outcome: CallOutcome) => (call.outcome === outcome ? 1 : 0)
  return {
    calls: 1,
    // A mailbox is not somebody who answered.
    answered: call.answeredAtMs === null || call.outcome === 'voicemail' ? 0 : 1,
    // A call about an inspection that stands already books nothing new.
    bookings: call.purpose === 'offer' ? is('booked') : 0,
    callbacks: is('callback'),
    not_interested: is('not_interested'),
    do_not_call: is('do_not_call'),
    voicemails: is('voicemail'),
    talk_ms: call.talkMs ?? 0,
    cost_cents: call.costCents,
  }
}

const negative = (count: Count): Count =>
  Object.fromEntries(Object.entries(count).map(([name, value]) => [name, -value])) as Count
