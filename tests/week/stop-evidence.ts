import type { Act } from './follow-up-facts.ts'
import type { Week } from './play-week.ts'

interface CallRow {
  readonly call_id: string
  readonly lead_id: string
  readonly outcome: string
  readonly ended_at_ms: number
}

/** After such a call of any campaign a sequence is over: they answered, turned it down or asked for no more. */
const ENDS_IT = ['callback', 'hung_up', 'booked', 'not_interested', 'wrong_number', 'do_not_call']

/** Tells of something that was done why it should not have been: what stood in the store at that moment, or null. */
export function stoppedBefore({ process: { db } }: Week): (act: Act) => string | null {
  const suppressed = new Map(
    (db.prepare('SELECT phone, at_ms FROM suppression').all() as { phone: string; at_ms: number }[]).map(
      ({ phone, at_ms }) => [phone, at_ms],
    ),
  )
  const calls = Map.groupBy(
    db
      .prepare(`SELECT call_id, lead_id, outcome, ended_at_ms FROM voice_call WHERE status = 'ended'`)
      .all() as CallRow[],
    ({ lead_id }) => lead_id,
  )
  const texts = Map.groupBy(
    db.prepare(`SELECT phone, at_ms FROM text_message WHERE direction = 'in'`).all() as {
      phone: string
      at_ms: number
    }[],
    ({ phone }) => phone,
  )
  const bookings = Map.groupBy(
    db
      .prepare(`SELECT lead_id, created_at_ms, ends_at_ms FROM voice_booking WHERE status = 'confirmed'`)
      .all() as { lead_id: string; created_at_ms: number; ends_at_ms: number }[],
    ({ lead_id }) => lead_id,
  )
  return ({ enrolment, step, atMs }) => {
    const { lead_id, phone, sequence, started_at_ms, booking_starts_at_ms } = enrolment
    const isWithin = (ms: number) => ms >= started_at_ms && ms < atMs
    if ((suppressed.get(phone) ?? Number.POSITIVE_INFINITY) < atMs) return 'they asked for no more'
    if (booking_starts_at_ms !== null) return booking_starts_at_ms <= atMs ? 'the inspection has begun' : null
    const ended = calls
      .get(lead_id)
      ?.find(
        ({ call_id, outcome, ended_at_ms }) =>
          call_id !== enrolment.call_id &&
          call_id !== step.acted_call_id &&
          isWithin(ended_at_ms) &&
          ENDS_IT.includes(outcome),
      )
    if (ended) return `${ended.call_id} had ended as ${ended.outcome}`
    if (bookings.get(lead_id)?.some((own) => own.created_at_ms < atMs && own.ends_at_ms > atMs))
      return 'they had an inspection ahead'
    // A further text does not take back that they want to be called.
    if (sequence !== 'callback_requested' && texts.get(phone)?.some(({ at_ms }) => isWithin(at_ms)))
      return 'they had written'
    return null
  }
}
