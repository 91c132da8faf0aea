// node tests/week/run.ts --leads N --seed S: a campaign's week on the virtual clock. Exits with 1 when a rule was broken.
import { parseArgs } from 'node:util'
import { followUpCounts } from './follow-up-counts.ts'
import { playWeek, type Week } from './play-week.ts'
import { verdict } from './verdict.ts'
import { MOST_LEADS } from './week-leads.ts'
import { brokenRules } from './week-rules.ts'

const { values } = parseArgs({
  options: { leads: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
})
const leads = Number(values.leads)
const seed = Number(values.seed)
if (!Number.isInteger(leads) || leads < 1 || leads > MOST_LEADS || !Number.isInteger(seed)) {
  console.error(`--leads takes a whole number from 1 to ${MOST_LEADS}, --seed a whole number.`)
  process.exit(2)
}
const began = performance.now()
const week = await playWeek(leads, seed)
const seconds = (performance.now() - began) / 1_000
const broken = brokenRules(week)
print(week)
week.close()
process.exitCode = broken.length > 0 || week.neverReached.length > 0 ? 1 : 0

function print(played: Week): void {
  const {
    legs,
    process: { db, ledger },
    crashes,
    neverReached,
  } = played
  const outcomes = db
    .prepare(
      'SELECT coalesce(outcome, status) AS what, count(*) AS calls FROM voice_call GROUP BY 1 ORDER BY 2 DESC',
    )
    .all() as { what: string; calls: number }[]
  const count = (sql: string) => db.prepare(sql).pluck().get() as number
  const answered = legs.filter(({ answeredAtMs }) => answeredAtMs !== null).length
  console.log(
    `${leads} leads, seven days in ${seconds.toFixed(0)} s: ${legs.length} dials, ${answered} answered`,
  )
  for (const { what, calls } of outcomes) console.log(`  ${what.padEnd(16)}${String(calls).padStart(6)}`)
  console.log(`${count('SELECT count(*) FROM voice_booking')} inspections booked`)
  for (const line of followUpCounts(played)) console.log(line)
  console.log(`${count('SELECT count(*) FROM suppression')} numbers on the do-not-call list`)
  console.log(`${ledger.balanceCents('usage')} cents used`)
  console.log(`killed ${crashes.length} times:`)
  for (const place of crashes) console.log(`  ${place}`)
  for (const place of neverReached) console.log(`never came to be killed: ${place}`)
  for (const line of verdict(broken, neverReached)) console.log(line)
}
