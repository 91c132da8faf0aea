import { z } from 'zod'
import {
  ActivityEvent,
  ApprovalView,
  DailyMetrics,
  PostingView,
} from '../../../../src-preload/contract/account.ts'
import { DAY_MS, dayIn, dayNumber } from '../../../core/time.ts'
import { ApprovalRow } from '../approval-row.ts'
import { DailyCount } from '../daily-metrics.ts'
import type { Db } from '../database.ts'
import { afterTime, decodeCursor, iso, isoOrNull, type Page, type PageInput, page } from './cursor.ts'

export interface AccountReads {
  postings(input: PageInput & { call_id?: string | undefined }): Page<PostingView>
  activity(input: PageInput): Page<ActivityEvent>
  approvals(input: PageInput & { status?: 'waiting' | 'decided' | undefined }): Page<ApprovalView>
  approval(approvalId: string): ApprovalView
  daily(fromDay: string): DailyMetrics[]
}

const NumberKey = z.tuple([z.number()])

/** The account as a person looks back on it: money, what happened, what was asked, and what each day brought. */
export function accountReads(db: Db, timeZone: () => string): AccountReads {
  const postings = db.prepare(
    `SELECT * FROM ledger_posting WHERE (@before IS NULL OR posting_id < @before) AND (@callId IS NULL OR call_id = @callId)
     ORDER BY posting_id DESC LIMIT @limit`,
  )
  const activity = db.prepare(
    'SELECT * FROM activity_event WHERE @before IS NULL OR event_id < @before ORDER BY event_id DESC LIMIT @limit',
  )
  const approvals = db.prepare(
    `SELECT * FROM approval WHERE (@afterMs IS NULL OR (requested_at_ms, approval_id) < (@afterMs, @afterId))
       AND (@status IS NULL OR (status = 'waiting') = (@status = 'waiting'))
     ORDER BY requested_at_ms DESC, approval_id DESC LIMIT @limit`,
  )
  const approval = db.prepare('SELECT * FROM approval WHERE approval_id = ?')
  const daily = db.prepare('SELECT * FROM voice_metrics_daily WHERE day >= ? ORDER BY day')
  // Faults are found after the day was counted, so what came back for them is looked up.
  const credits = db.prepare(
    `SELECT c.started_at_ms AS atMs, -sum(p.amount_cents) AS cents FROM ledger_posting p JOIN voice_call c USING (call_id)
     WHERE p.account = 'adjustment' AND c.started_at_ms >= ? GROUP BY c.call_id`,
  )
  function creditsByDay(fromDay: string): Map<string, number> {
    const byDay = new Map<string, number>()
    // A day begins up to fourteen hours before it does in London.
    for (const row of credits.all((dayNumber(fromDay) - 1) * DAY_MS)) {
      const { atMs, cents } = CreditRow.parse(row)
      const day = dayIn(atMs, timeZone())
      byDay.set(day, (byDay.get(day) ?? 0) + cents)
    }
    return byDay
  }
  const before = (cursor: string | undefined) => ({ before: decodeCursor(cursor, NumberKey)?.[0] ?? null })

  return {
    postings: ({ limit, cursor, call_id }) =>
      page(
        postings
          .all({ limit: limit + 1, callId: call_id ?? null, ...before(cursor) })
          .map((row) => PostingRow.parse(row)),
        limit,
        ({ at_ms, posting_id, ...row }) =>
          PostingView.parse({ ...row, posting_id: String(posting_id), at: iso(at_ms) }),
        (row) => [row.posting_id],
      ),
    activity: ({ limit, cursor }) =>
      page(
        activity.all({ limit: limit + 1, ...before(cursor) }).map((row) => ActivityRow.parse(row)),
        limit,
        ({ event_id, at_ms, data, ...row }) =>
          ActivityEvent.parse({ ...row, event_id: String(event_id), at: iso(at_ms), data: JSON.parse(data) }),
        (row) => [row.event_id],
      ),
    approvals: ({ limit, cursor, status = null }) =>
      page(
        approvals
          .all({ limit: limit + 1, status, ...afterTime(cursor) })
          .map((row) => ApprovalRow.parse(row)),
        limit,
        approvalView,
        (row) => [row.requested_at_ms, row.approval_id],
      ),
    approval: (approvalId) => approvalView(ApprovalRow.parse(approval.get(approvalId))),
    daily(fromDay) {
      const credited = creditsByDay(fromDay)
      return daily.all(fromDay).map((row) => {
        const { talk_ms, ...rest } = DailyRow.parse(row)
        const credited_cents = credited.get(rest.day) ?? 0
        return DailyMetrics.parse({ ...rest, credited_cents, talk_seconds: Math.round(talk_ms / 1_000) })
      })
    },
  }
}

const CreditRow = z.object({ atMs: z.int(), cents: z.int() })
const PostingRow = z.object({
  posting_id: z.int(),
  transaction_id: z.string(),
  at_ms: z.int(),
  account: z.string(),
  amount_cents: z.int(),
  call_id: z.string().nullable(),
  reason: z.string(),
})
const ActivityRow = z.object({
  event_id: z.int(),
  type: z.string(),
  at_ms: z.int(),
  title: z.string(),
  data: z.string(),
})
const approvalView = ({
  requested_at_ms,
  expires_at_ms,
  decided_at_ms,
  used_at_ms,
  ...row
}: z.infer<typeof ApprovalRow>): ApprovalView =>
  ApprovalView.parse({
    ...row,
    requested_at: iso(requested_at_ms),
    expires_at: iso(expires_at_ms),
    decided_at: isoOrNull(decided_at_ms),
    used_at: isoOrNull(used_at_ms),
  })

const DailyRow = DailyCount.extend({ day: z.string() })
