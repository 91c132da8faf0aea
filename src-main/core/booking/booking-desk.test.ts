import { afterEach, describe, expect, it } from 'vitest'
import { storeWithCalls } from '../../../tests/fixtures/store-with-calls.ts'
import { sqliteActivity } from '../../adapters/sqlite/activity-log.ts'
import { sqliteBookings } from '../../adapters/sqlite/booking-store.ts'
import { bookingReads } from '../../adapters/sqlite/reads/booking-reads.ts'
import { sqliteTransactions } from '../../adapters/sqlite/transactions.ts'
import { VirtualClock } from '../../rehearsal/virtual-clock.ts'
import { type BookingToolsParts, bookingTools } from '../call/live/booking-tools.ts'
import { emptyProfile } from '../contractor.ts'
import { Feed } from '../feed.ts'
import type { Lead } from '../lead/lead.ts'
import type { Location } from '../neighborhood/distance.ts'
import { instantAt } from '../time.ts'
import { BookingDesk } from './booking-desk.ts'
import { spokenTime } from './named-time.ts'
import { SlotOffers } from './offers.ts'

const ZONE = 'America/Chicago'
const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

/** Two leads, two calls, one crew; it is Tuesday, 10 in the morning. */
function office(houses: Readonly<Record<string, Location>> = {}) {
  const { db, callIds } = storeWithCalls(2)
  open.push(() => db.close())
  const clock = new VirtualClock(instantAt(ZONE, 2026, 11, 24, 10))
  let serial = 0
  const offers = new SlotOffers()
  const bookings = sqliteBookings(db, () => null)
  for (const [leadId, { latitude, longitude }] of Object.entries(houses))
    db.prepare('UPDATE lead SET latitude = ?, longitude = ? WHERE lead_id = ?').run(
      latitude,
      longitude,
      leadId,
    )
  const desk = new BookingDesk({
    clock,
    ids: { next: (prefix) => `${prefix}_${++serial}` },
    transactions: sqliteTransactions(db),
    activity: sqliteActivity(db, new Feed()),
    bookings,
    contractor: () => ({ contractorId: 'contractor_1', profile: { ...emptyProfile, time_zone: ZONE } }),
    leads: {
      get: (leadId) =>
        ({ leadId, name: `Owner of ${leadId}`, address: {}, location: houses[leadId] ?? null }) as Lead,
    },
    offers,
    zipPlace: () => null,
  })
  const call = (n: 1 | 2, more: Partial<BookingToolsParts> = {}) => {
    const [callId, leadId] = [callIds[n - 1] as string, `lead_${n}`]
    const agreed = (words: string) => ({ callId, words })
    const said: string[] = []
    const tools = bookingTools({
      nowMs: clock.nowMs,
      timeZone: ZONE,
      freeSlots: () => desk.slots(leadId, callId),
      offer: (slots) => offers.offer(callId, slots),
      inspection: () => desk.ahead(leadId),
      book: (slot, words) => desk.book({ callId, leadId }, slot, words),
      reschedule: (slot, words) => desk.move(desk.ahead(leadId)?.bookingId ?? '', slot, agreed(words)),
      cancelInspection: (words) => desk.cancel(desk.ahead(leadId)?.bookingId ?? '', agreed(words)),
      ...more,
    })
    const heard = (isThere: (line: string) => boolean) => said.some(isThere)
    return {
      said,
      leadId,
      find: (day?: string) => {
        const { content } = tools.find_inspection_slots(day ? { day_preference: day } : {}, heard, 'en')
        return (JSON.parse(content) as { slots: { slot_id: string; spoken: string }[] }).slots
      },
      book: (slot_id: string) => tools.book_inspection({ slot_id, homeowner_words: 'Yes' }, heard, 'en'),
      move: (slot_id: string) =>
        tools.reschedule_inspection({ slot_id, homeowner_words: 'Better then' }, heard, 'en'),
      cancel: () => tools.cancel_inspection({ homeowner_words: 'Yes, cancel it' }, heard, 'en'),
    }
  }
  const rows = () =>
    db
      .prepare('SELECT lead_id, crew, starts_at_ms, status, sequence FROM voice_booking ORDER BY rowid')
      .all() as { lead_id: string; crew: number; starts_at_ms: number; status: string; sequence: number }[]
  const changes = () => db.prepare('SELECT what, words FROM booking_change ORDER BY change_no').all()
  return { db, desk, call, callIds, rows, changes, clock }
}

describe('two calls that want the same time', () => {
  it('are not offered it both', () => {
    const { call } = office()
    const [first] = call(1).find('wednesday')
    expect(
      call(2)
        .find('wednesday')
        .map(({ slot_id }) => slot_id),
    ).not.toContain(first?.slot_id)
  })

  it('get it once, when both have it on offer and both homeowners agree', () => {
    const { call, desk, rows } = office()
    // Both looked before either had anything on offer.
    const free = desk.slots('lead_1', null)
    const racing = ([1, 2] as const).map((n) => call(n, { freeSlots: () => free }))
    const slot = racing.map((one) => one.find()[0])[0]
    const outcomes = racing.map((one) => {
      one.said.push(`How about ${slot?.spoken}?`)
      return one.book(slot?.slot_id ?? '')
    })
    expect(outcomes.map(({ isError }) => isError)).toEqual([false, true])
    expect(outcomes[1]?.content).toContain('just been taken')
    expect(rows()).toHaveLength(1)
  })

  it('get it once even when whoever writes does not ask first: the database refuses, also half an hour later', () => {
    const { db, callIds } = office()
    const store = sqliteBookings(db, () => null)
    const startsAtMs = instantAt(ZONE, 2026, 11, 25, 10)
    const booking = (n: number, atMs: number, crew = 1) =>
      store.book(
        {
          bookingId: `b${n}-${atMs}-${crew}`,
          callId: callIds[n - 1] as string,
          leadId: `lead_${n}`,
          crew,
          startsAtMs: atMs,
          endsAtMs: atMs + 3_600_000,
          notes: null,
        },
        { callId: null, words: 'x' },
        0,
      )
    expect(booking(1, startsAtMs)).toBe(true)
    expect(booking(2, startsAtMs)).toBe(false)
    expect(booking(2, startsAtMs + 1_800_000)).toBe(false)
    expect(booking(2, startsAtMs, 2)).toBe(true)
    expect(
      store.move(
        `b2-${startsAtMs}-2`,
        { crew: 1, startsAtMs, endsAtMs: startsAtMs + 1 },
        { callId: null, words: 'x' },
        1,
      ),
    ).toBe(false)
  })
})

describe('an inspection in a call', () => {
  function booked() {
    const o = office()
    const call = o.call(1)
    const [slot] = call.find('wednesday')
    call.said.push(`How about ${slot?.spoken}?`)
    call.book(slot?.slot_id ?? '')
    call.said.length = 0
    return { ...o, call }
  }

  it('is moved only to a time that was heard in full, and stays the same booking', () => {
    const { call, rows, changes } = booked()
    const [friday] = call.find('friday')
    expect(call.move(friday?.slot_id ?? '').isError).toBe(true)
    expect(rows()[0]?.sequence).toBe(0)
    call.said.push(`Does ${friday?.spoken} work?`)
    expect(call.move(friday?.slot_id ?? '')).toMatchObject({
      isError: false,
      action: expect.stringMatching(/^Moved to Friday, November \d+ at \d+:\d\d [AP]M$/),
    })
    expect(rows()).toHaveLength(1)
    expect(rows()[0]).toMatchObject({ sequence: 1, status: 'confirmed' })
    expect(spokenTime(rows()[0]?.starts_at_ms ?? 0, ZONE)).toBe(friday?.spoken)
    expect(changes()).toEqual([
      { what: 'booked', words: 'Yes' },
      { what: 'moved', words: 'Better then' },
    ])
  })

  it('is canceled only after the homeowner was asked in full, and is asked for once', () => {
    const { call, desk, rows } = booked()
    const spoken = desk.spoken(desk.ahead('lead_1') as never)
    for (const line of ['Shall I cancel it?', `See you ${spoken}.`]) {
      call.said.push(line)
      expect(call.cancel().isError).toBe(true)
    }
    expect(rows()[0]?.status).toBe('confirmed')
    call.said.push(`Shall I cancel the inspection on ${spoken}?`)
    expect(call.cancel().isError).toBe(false)
    expect(rows()[0]?.status).toBe('canceled')
    expect(call.cancel()).toMatchObject({ isError: false, action: null })
  })

  it('cannot be booked a second time beside the first', () => {
    const { call, rows } = booked()
    const [friday] = call.find('friday')
    call.said.push(`Does ${friday?.spoken} work?`)
    expect(call.book(friday?.slot_id ?? '')).toMatchObject({ isError: true })
    expect(rows()).toHaveLength(1)
  })

  it('leaves its time to others once it is canceled, and can be moved a little within it', () => {
    const { desk, rows } = booked()
    const { starts_at_ms } = rows()[0]!
    desk.moveByPerson(desk.ahead('lead_1')?.bookingId ?? '', starts_at_ms + 1_800_000, 'Traffic')
    expect(() => desk.moveByPerson(desk.ahead('lead_1')?.bookingId ?? '', 0, 'x')).toThrow(
      'That time is over',
    )
    desk.cancel(desk.ahead('lead_1')?.bookingId ?? '', { callId: null, words: 'Sold the house' })
    expect(desk.slots('lead_2', null).some((slot) => slot.startsAtMs === starts_at_ms)).toBe(true)
  })
})

describe('the drive to a time that a person may choose', () => {
  const AUSTIN = { latitude: 30.2672, longitude: -97.7431 }
  const ACROSS_TOWN = { latitude: 30.3374, longitude: -97.7431 }
  const thursday = (hour: number) => instantAt(ZONE, 2026, 12, 3, hour)

  /** One inspection on Thursday at nine, and another on Friday that is to be moved. */
  function twoInspections(houses: Readonly<Record<string, Location>>) {
    const { db, desk, callIds } = office(houses)
    const bookAt = (n: 1 | 2, startsAtMs: number) => {
      const slot = desk.slots(`lead_${n}`, null).find((free) => free.startsAtMs === startsAtMs)
      if (!slot) throw new Error('that time is not free')
      desk.book({ callId: callIds[n - 1] as string, leadId: `lead_${n}` }, slot, 'Yes')
      return desk.ahead(`lead_${n}`)?.bookingId ?? ''
    }
    bookAt(1, thursday(9))
    const bookingId = bookAt(2, instantAt(ZONE, 2026, 12, 4, 9))
    const offered = (startsAtMs: number) =>
      desk.slotsOf(bookingId).find((slot) => slot.startsAtMs === startsAtMs)?.travelMinutes
    const held = () => bookingReads(db, () => null).get(bookingId).travel_minutes
    return { offered, held, move: (startsAtMs: number) => desk.moveByPerson(bookingId, startsAtMs, '') }
  }

  it('is that from the inspection before it, which the moved booking holds as well', () => {
    const { offered, held, move } = twoInspections({ lead_1: AUSTIN, lead_2: ACROSS_TOWN })
    expect(offered(thursday(13))).toBe(30)
    move(thursday(13))
    expect(held()).toBe(30)
  })

  it('is told nothing of on a day without another inspection, and before the first', () => {
    const { offered, held, move } = twoInspections({ lead_1: AUSTIN, lead_2: ACROSS_TOWN })
    const wednesday = instantAt(ZONE, 2026, 12, 2, 13)
    expect([offered(wednesday), offered(instantAt(ZONE, 2026, 12, 4, 13))]).toEqual([null, null])
    move(wednesday)
    expect(held()).toBeNull()
  })

  it('is told nothing of where nobody knows where a house stands', () => {
    const { offered, held, move } = twoInspections({ lead_1: AUSTIN })
    expect(offered(thursday(13))).toBeNull()
    move(thursday(13))
    expect(held()).toBeNull()
  })
})
