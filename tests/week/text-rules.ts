import type { FollowUpFacts } from './follow-up-facts.ts'
import type { Week } from './play-week.ts'
import { agreedToTexts, leadOf } from './week-leads.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const TEXTS_APART_MS = 12 * HOUR_MS
const CALLS_AND_TEXTS_A_DAY = 3
/** 47 CFR 64.1200(a)(12): one confirmation of a request to stop, within five minutes. */
const CONFIRMED_WITHIN_MS = 5 * MINUTE_MS
/** A request that waits at the relay is in the store as soon as a run is up again. */
const TAKEN_WITHIN_MS = 2 * MINUTE_MS
const SELLER = 'Summit Ridge Roofing LLC'

interface AnswerRow {
  readonly message_id: string
  readonly asked_text: string
  readonly phone: string
}

/** compliance.md section 12: what of the texts was not as the rules say; empty when all of it was. */
export function brokenTextRules(week: Week, facts: FollowUpFacts): string[] {
  return [
    ...agreedAndRegistered(week),
    ...spaced(week, facts),
    ...stopsObeyed(week),
    ...onRecord(week, facts),
  ]
}

function agreedAndRegistered({ texts }: Week): string[] {
  return texts.asked.flatMap(({ to, text, atMs, messageId }) => [
    ...(agreedToTexts(leadOf(to)) ? [] : [`${to} was written to and never agreed to texts`]),
    ...(atMs < texts.acceptedFromMs ? [`${to} was written to before the carriers accepted the number`] : []),
    ...(text.includes(SELLER) ? [] : [`${messageId} does not say who writes`]),
    ...(/STOP|off our list/.test(text) ? [] : [`${messageId} does not say how to have no more of it`]),
  ])
}

/** Texts rest for twelve hours, and calls and texts together are three in a day at most. */
function spaced({ legs }: Week, { textsOf }: FollowUpFacts): string[] {
  const ofSteps = [...textsOf].flatMap(([followUpId, asked]) => (followUpId === '' ? [] : asked))
  const taken = Map.groupBy(
    ofSteps.filter((asked) => asked.taken).sort((a, b) => a.atMs - b.atMs),
    ({ to }) => to,
  )
  const calls = Map.groupBy(legs, ({ request }) => request.to)
  return [...taken].flatMap(([phone, own]) => {
    const moments = [
      ...own.map(({ atMs }) => atMs),
      ...(calls.get(phone) ?? []).map(({ dialedAtMs }) => dialedAtMs),
    ].sort((a, b) => a - b)
    const crowded = moments.some(
      (atMs, i) => (moments[i + CALLS_AND_TEXTS_A_DAY] ?? Number.POSITIVE_INFINITY) - atMs < 24 * HOUR_MS,
    )
    return [
      ...own
        .filter((asked, i) => i > 0 && asked.atMs - (own[i - 1]?.atMs ?? 0) < TEXTS_APART_MS)
        .map(() => `${phone} had two texts within twelve hours`),
      ...(crowded ? [`${phone} had more than three calls and texts in a day`] : []),
    ]
  })
}

/** A STOP is on the list at once, is confirmed once at most, and is the end of it. */
function stopsObeyed({ texts, endedAtMs, process: { db } }: Week): string[] {
  const suppressed = new Map(
    (db.prepare('SELECT phone, at_ms FROM suppression').all() as { phone: string; at_ms: number }[]).map(
      ({ phone, at_ms }) => [phone, at_ms],
    ),
  )
  const answers = new Map(
    (
      db
        .prepare(
          `SELECT o.message_id, o.phone, i.text AS asked_text FROM text_message o JOIN text_message i ON i.message_id = o.answers_id`,
        )
        .all() as AnswerRow[]
    ).map((row) => [row.message_id, row]),
  )
  return texts.written.flatMap(({ from, text, asks, atMs, carrierAnswered }) => {
    const later = texts.asked.filter((asked) => asked.to === from && asked.atMs > atMs)
    const confirmed = later.filter(({ messageId }) => answers.get(messageId)?.asked_text === text)
    const listedAtMs = suppressed.get(from) ?? Number.POSITIVE_INFINITY
    const told = `"${text}" of ${from}`
    if (asks !== 'stop') return []
    if (atMs > endedAtMs - TAKEN_WITHIN_MS) return []
    return [
      ...(listedAtMs - atMs > TAKEN_WITHIN_MS ? [`${told} is not on the list`] : []),
      ...later
        .filter((asked) => asked.atMs > listedAtMs && !confirmed.includes(asked))
        .map(() => `${told} was followed by another text`),
      ...(confirmed.length > (carrierAnswered === null ? 1 : 0)
        ? [`${told} was confirmed ${confirmed.length} times`]
        : []),
      ...confirmed
        .filter((asked) => asked.atMs - atMs > CONFIRMED_WITHIN_MS)
        .map(() => `${told} was confirmed too late`),
    ]
  })
}

/** Every text and e-mail that went out is known here, and nothing is called sent that did not go out. */
function onRecord({ texts, mail, process: { db } }: Week, { steps }: FollowUpFacts): string[] {
  const rows = new Map(
    (
      db.prepare(`SELECT message_id, status FROM text_message WHERE direction = 'out'`).all() as {
        message_id: string
        status: string
      }[]
    ).map(({ message_id, status }) => [message_id, status]),
  )
  const asked = new Map(texts.asked.map((text) => [text.messageId, text]))
  const known = new Set(steps.map(({ follow_up_id }) => follow_up_id))
  return [
    ...[...asked.keys()].filter((id) => !rows.has(id)).map((id) => `${id} was sent without a row on disk`),
    ...mail.asked
      .filter(({ reference }) => !known.has(reference))
      .map(({ reference }) => `an e-mail went out for ${reference}, which is no step`),
    ...[...rows].flatMap(([id, status]) => {
      const really = asked.get(id)
      const wentOut = ['sent', 'delivered', 'unconfirmed', 'failed'].includes(status)
      if (wentOut && !really?.taken) return [`${id} is ${status} and never went out`]
      if (status === 'refused' && really?.taken) return [`${id} is called refused and went out`]
      return status === 'pending' ? [`${id} is still being sent`] : []
    }),
  ]
}
