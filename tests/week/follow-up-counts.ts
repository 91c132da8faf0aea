import type { Week } from './play-week.ts'

/** What the follow-ups of the week came to, line by line for people. */
export function followUpCounts({ texts, mail, process: { db } }: Week): string[] {
  const rows = (sql: string) => db.prepare(sql).raw().all() as (string | number)[][]
  const sequences = rows(
    `SELECT sequence, count(*), sum(status = 'active') FROM follow_up_enrolment GROUP BY 1 ORDER BY 2 DESC`,
  )
  const ends = rows(
    `SELECT sequence, end_reason, count(*) FROM follow_up_enrolment WHERE status = 'ended' GROUP BY 1, 2 ORDER BY 3 DESC`,
  )
  const steps = rows(
    `SELECT CASE channel WHEN 'sms' THEN 'texts' WHEN 'email' THEN 'e-mails' ELSE 'calls' END, status, count(*)
     FROM follow_up GROUP BY channel, status ORDER BY 1, 3 DESC`,
  )
  const taken = texts.asked.filter((text) => text.taken)
  const written = (asks: string) => texts.written.filter((text) => text.asks === asks).length
  return [
    'follow-ups:',
    ...sequences.flatMap(([name, begun, goesOn]) => [
      `  ${String(name).padEnd(22)}${column(begun)} begun, ${goesOn} going on`,
      ...ends
        .filter(([sequence]) => sequence === name)
        .map(([, reason, count]) => `    ${column(count)} ended: ${reason}`),
    ]),
    ...[...Map.groupBy(steps, ([channel]) => channel)].map(
      ([channel, of]) =>
        `  ${channel}: ${of.map(([, status, count]) => `${count} ${String(status).replace('_', ' ')}`).join(', ')}`,
    ),
    `  ${taken.length} texts went out, ${taken.filter(({ outcome }) => outcome === 'delivered').length} were delivered; ` +
      `homeowners wrote ${written('stop')} requests to stop, ${written('call')} to be called, ${written('something')} others`,
    `  ${mail.asked.filter((letter) => letter.taken).length} e-mails went out`,
  ]
}

const column = (count: unknown): string => String(count).padStart(5)
