import { randomUUID } from 'node:crypto'
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { type BilledCall, billedParts } from './call-cost.ts'
import { microseconds, type SentEvent } from './sent-event.ts'

/** What a carrier keeps of its calls, whatever becomes of its customer's program: a world that is started again knows it. */
export interface CarrierRecords {
  /** What an earlier world told of its calls, and how those ended that were up at its end. Newest first. */
  readonly events: readonly SentEvent[]
  dialed(leg: Dialed): void
  told(event: SentEvent): void
}

interface Dialed {
  readonly callLegId: string
  readonly request: BilledCall['request']
}
type Line = { readonly dialed: Dialed } | { readonly event: SentEvent }

/** So long Telnyx answers for call events. */
const KEPT_MS = 24 * 3_600_000
const COST_AFTER_MS = 1_500

export function carrierRecords(file: string | null): CarrierRecords {
  if (file === null) return { events: [], dialed: () => {}, told: () => {} }
  const append = (line: Line) => appendFileSync(file, `${JSON.stringify(line)}\n`)
  const lines = linesOf(file)
  const events = lines.flatMap((line) => ('event' in line ? [line.event] : []))
  const lastAtMs = Math.max(0, ...events.map(({ occurredAt }) => Date.parse(occurredAt)))
  const legs = lines.flatMap((line) => ('dialed' in line ? [line.dialed] : []))
  for (const leg of legs) events.push(...untold(leg, events, lastAtMs))
  const kept = events.filter(({ occurredAt }) => Date.now() - Date.parse(occurredAt) < KEPT_MS)
  writeFileSync(file, '')
  // Every leg that is kept has been billed: only events are left to tell.
  for (const event of kept) append({ event })
  return {
    events: kept.reverse(),
    dialed: ({ callLegId, request: { stream, answering_machine_detection } }) =>
      append({ dialed: { callLegId, request: { stream, answering_machine_detection } } }),
    told: (event) => append({ event }),
  }
}

/** The end of a call that was up when the world ended, and the bill that had not come by then. */
function untold({ callLegId, request }: Dialed, events: readonly SentEvent[], lastAtMs: number): SentEvent[] {
  const own = events.filter(({ payload }) => (payload as Payload).call_leg_id === callLegId)
  const named = (type: string) => own.find(({ eventType }) => eventType === type)
  const last = own.at(-1)
  if (!last || named('call.cost')) return []
  const answered = timeIn(named('call.answered'), 'start_time')
  const hangup = named('call.hangup')
  const about = idsOf(last.payload as Payload)
  const atMs = timeIn(hangup, 'end_time') ?? lastAtMs + 1
  const event = (eventType: string, payload: object, afterMs = 0): SentEvent => ({
    id: randomUUID(),
    eventType,
    occurredAt: microseconds(new Date(atMs + afterMs)),
    payload: { ...about, ...payload },
  })
  const end = event('call.hangup', {
    hangup_cause: 'normal_clearing',
    hangup_source: 'unknown',
    ...(answered !== null && { start_time: microseconds(new Date(answered)) }),
    end_time: microseconds(new Date(atMs)),
  })
  const bill = billedParts({ request, answeredAtMs: answered, endedAtMs: atMs })
  return [...(hangup ? [] : [end]), event('call.cost', bill, COST_AFTER_MS)]
}

type Payload = Readonly<Record<string, unknown>>
const IDS = [
  'call_control_id',
  'call_leg_id',
  'call_session_id',
  'connection_id',
  'client_state',
  'from',
  'to',
]
const idsOf = (payload: Payload): Payload => Object.fromEntries(IDS.map((name) => [name, payload[name]]))

function timeIn(event: SentEvent | undefined, name: string): number | null {
  const atMs = Date.parse(String((event?.payload as Payload | undefined)?.[name]))
  return Number.isNaN(atMs) ? null : atMs
}

/** The last line may have been cut by the end of the program. */
function linesOf(file: string): Line[] {
  return read(file)
    .split('\n')
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as Line]
      } catch {
        return []
      }
    })
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
