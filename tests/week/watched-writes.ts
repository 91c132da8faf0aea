import type { Db } from '../../src-main/adapters/sqlite/database.ts'
import type { sqliteTransactions } from '../../src-main/adapters/sqlite/transactions.ts'
import type { CrashPlan, Write } from './crash-plan.ts'

/** Which row, written how, is which write. */
const WRITTEN: readonly (readonly [write: Write, on: string, when?: string])[] = [
  ['a part of the launch', 'UPDATE OF done ON campaign_launch'],
  ['the decision to dial', 'INSERT ON dial_intent'],
  ['an answer', 'UPDATE OF status ON voice_call', `NEW.status = 'live'`],
  ['the end of a call', 'UPDATE OF status ON voice_call', `NEW.status = 'ended'`],
  ['a bill', 'UPDATE OF carrier_billed_seconds ON voice_call'],
  ['the next attempt', 'UPDATE OF next_call_id ON voice_call', 'NEW.next_call_id IS NOT NULL'],
  ['a booking', 'INSERT ON voice_booking'],
  ['a request to stop', 'INSERT ON suppression'],
  ['a follow-up that begins', 'INSERT ON follow_up_enrolment'],
  ['the end of a follow-up', 'UPDATE OF status ON follow_up_enrolment', `NEW.status = 'ended'`],
  ['a step that is taken up', 'UPDATE OF status ON follow_up', `NEW.status = 'acting'`],
  ['a step that waits once more', 'UPDATE OF due_at_ms ON follow_up'],
  [
    'the end of a step',
    'UPDATE OF status ON follow_up',
    `OLD.status = 'acting' AND NEW.status NOT IN ('acting', 'waiting')`,
  ],
  ['a text of a homeowner', 'INSERT ON text_message', `NEW.direction = 'in'`],
]

/** Tells the plan what each outermost transaction wrote, before and after its commit. */
export function watchedTransactions(
  db: Db,
  transactions: ReturnType<typeof sqliteTransactions>,
  crashes: CrashPlan,
): ReturnType<typeof sqliteTransactions> {
  const written = new Set<number>()
  db.function('note_write', { directOnly: false }, (no) => {
    written.add(Number(no))
    return null
  })
  for (const [no, [, on, when]] of WRITTEN.entries())
    db.exec(
      `CREATE TEMP TRIGGER note_write_${no} AFTER ${on} ${when ? `WHEN ${when} ` : ''}BEGIN SELECT note_write(${no}); END`,
    )
  const reached = (moment: 'before' | 'after') => {
    for (const no of written) crashes.reached(`${moment} the commit of ${WRITTEN[no]?.[0]}`)
  }
  let depth = 0
  return {
    afterCommit: transactions.afterCommit,
    run(work) {
      if (depth > 0) return transactions.run(work)
      written.clear()
      depth++
      try {
        const result = transactions.run(() => {
          const answer = work()
          reached('before')
          return answer
        })
        reached('after')
        return result
      } finally {
        depth--
      }
    },
  }
}
