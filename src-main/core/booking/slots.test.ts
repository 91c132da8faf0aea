import { describe, expect, it } from 'vitest'
import { emptyProfile } from '../contractor.ts'
import { instantAt } from '../time.ts'
import { spokenTime } from './named-time.ts'
import { freeSlots, namesSlot, type Slot, type SlotFacts, slotsToOffer } from './slots.ts'

const ZONE = 'America/Chicago'
const HOUR_MS = 3_600_000
const at = (year: number, month: number, day: number, hour = 0, minute = 0) =>
  instantAt(ZONE, year, month, day, hour, minute)
const facts = (nowMs: number, more: Partial<SlotFacts> = {}): SlotFacts => ({
  nowMs,
  timeZone: ZONE,
  workingHours: emptyProfile.working_hours,
  crews: 1,
  location: null,
  taken: [],
  ...more,
})
const slotAt = (startsAtMs: number, crew = 1): Slot => ({
  slotId: `${startsAtMs}-${crew}`,
  startsAtMs,
  endsAtMs: startsAtMs + HOUR_MS,
  crew,
  bookingId: null,
  location: null,
  detourMs: 0,
  travelMinutes: null,
  spoken: spokenTime(startsAtMs, ZONE),
})

const visitAt = (startsAtMs: number, location: SlotFacts['location'], crew = 1) => ({
  bookingId: 'booking',
  crew,
  startsAtMs,
  endsAtMs: startsAtMs + HOUR_MS,
  location,
})

/** Tuesday, 10 in the morning. */
const TUESDAY = at(2026, 11, 24, 10)

describe('free inspection times', () => {
  it('keep to the hours on the wall before and after the clocks go back', () => {
    const starts = freeSlots(facts(at(2026, 10, 30, 6))).map((slot) => slot.startsAtMs)
    expect(starts).toContain(Date.parse('2026-10-30T14:00:00Z'))
    expect(starts).toContain(Date.parse('2026-11-02T14:00:00Z'))
    expect(starts).not.toContain(Date.parse('2026-11-02T13:00:00Z'))
  })

  it('keep to the hours on the wall before and after the clocks go forward', () => {
    const starts = freeSlots(facts(at(2027, 3, 12, 4))).map((slot) => slot.startsAtMs)
    expect(starts).toContain(Date.parse('2027-03-12T14:00:00Z'))
    expect(starts).toContain(Date.parse('2027-03-15T13:00:00Z'))
    expect(starts).not.toContain(Date.parse('2027-03-15T22:00:00Z'))
  })

  it('give three hours of notice and end with the working day', () => {
    const today = freeSlots(facts(TUESDAY)).filter((slot) => slot.startsAtMs < at(2026, 11, 25))
    expect(today.map((slot) => slot.startsAtMs)).toEqual(
      [13, 14, 15, 16].map((hour) => at(2026, 11, 24, hour)),
    )
  })

  it('leave travel time around every visit, and give another crew the time that one has not', () => {
    const taken = [visitAt(at(2026, 11, 25, 10), null)]
    const crewAt = (crews: number, hour: number) =>
      freeSlots(facts(TUESDAY, { crews, taken })).find((slot) => slot.startsAtMs === at(2026, 11, 25, hour))
        ?.crew
    expect([8, 9, 10, 11, 12].map((hour) => crewAt(1, hour))).toEqual([1, undefined, undefined, undefined, 1])
    expect(crewAt(2, 10)).toBe(2)
  })
})

describe('the way between visits', () => {
  const AUSTIN = { latitude: 30.2672, longitude: -97.7431 }
  const NEARBY = { latitude: 30.2682, longitude: -97.7431 }
  const SAN_ANTONIO = { latitude: 29.4241, longitude: -98.4936 }
  const free = (more: Partial<SlotFacts>) => freeSlots(facts(TUESDAY, { location: AUSTIN, ...more }))
  const hoursOn = (day: number, more: Partial<SlotFacts>) =>
    free(more)
      .filter((slot) => slot.startsAtMs >= at(2026, 11, day) && slot.startsAtMs < at(2026, 11, day + 1))
      .map((slot) => (slot.startsAtMs - at(2026, 11, day)) / HOUR_MS)

  it('is left between towns, and is short to a house around the corner', () => {
    const inSanAntonio = [visitAt(at(2026, 11, 25, 12), SAN_ANTONIO)]
    const aroundTheCorner = [visitAt(at(2026, 11, 25, 12), NEARBY)]
    expect(hoursOn(25, { taken: inSanAntonio })).toEqual([8, 16])
    expect(hoursOn(25, { taken: aroundTheCorner })).toEqual([8, 9, 10, 14, 15, 16])
  })

  it('gives the visit to the crew that is in the neighborhood', () => {
    const taken = [visitAt(at(2026, 11, 25, 9), SAN_ANTONIO, 1), visitAt(at(2026, 11, 25, 9), NEARBY, 2)]
    const afternoon = free({ crews: 2, taken }).find((slot) => slot.startsAtMs === at(2026, 11, 25, 14))
    expect(afternoon?.crew).toBe(2)
  })

  it('decides what is offered: the day on which a crew is nearby before an earlier one', () => {
    const taken = [visitAt(at(2026, 11, 24, 15), SAN_ANTONIO), visitAt(at(2026, 11, 25, 9), NEARBY)]
    const [first] = slotsToOffer(free({ taken }), undefined, ZONE, TUESDAY)
    expect(first?.spoken).toContain('Wednesday, November 25th')
  })

  it('does not put a visit off for days to save a little of it', () => {
    const taken = [visitAt(at(2026, 12, 2, 9), NEARBY)]
    const [first] = slotsToOffer(free({ taken }), undefined, ZONE, TUESDAY)
    expect(first?.spoken).toContain('Tuesday, November 24th')
  })
})

describe('the times to offer', () => {
  const free = freeSlots(facts(TUESDAY))
  const offered = (preference?: string) =>
    slotsToOffer(free, preference, ZONE, TUESDAY).map((slot) => slot.spoken)

  it('lie on different days and at different times of day', () => {
    expect(offered()).toEqual([
      'Tuesday, November 24th at 1 in the afternoon',
      'Wednesday, November 25th at noon',
    ])
  })

  it('never fall on Thanksgiving', () => {
    for (const spoken of offered('Thursday')) expect(spoken).not.toContain('November 26th')
  })

  it('follow the preferred day, also in Spanish and without accents', () => {
    for (const words of ['Thursday would be good', 'el jueves'])
      for (const spoken of offered(words)) expect(spoken).toContain('Thursday')
    for (const words of ['miércoles', 'miercoles'])
      for (const spoken of offered(words)) expect(spoken).toContain('Wednesday')
  })

  it('take "mañana" as tomorrow and "la mañana" as the morning', () => {
    expect(offered('mañana por la tarde')[0]).toBe('Wednesday, November 25th at noon')
    expect(offered('tomorrow morning')).toEqual(['Wednesday, November 25th at 9 in the morning'])
    expect(offered('por la mañana')[0]).toBe('Wednesday, November 25th at 9 in the morning')
  })

  it('are what there is when nothing suits, even at eight in the morning', () => {
    const early = slotAt(at(2026, 11, 25, 8))
    expect(slotsToOffer([early], 'sunday', ZONE, TUESDAY)).toEqual([early])
    expect(slotsToOffer([], undefined, ZONE, TUESDAY)).toEqual([])
  })
})

describe('naming a time', () => {
  const tomorrow = slotAt(at(2026, 11, 25, 10))
  const friday = slotAt(at(2026, 11, 27, 10))
  const names = (words: string, slot: Slot, nowMs = TUESDAY) => namesSlot(words, slot, ZONE, nowMs)

  it('takes the weekday and the hour', () => {
    expect(names('How about Friday at ten?', friday)).toBe(true)
    expect(names('How about Friday at 10:00?', friday)).toBe(true)
    expect(names('How about Friday?', friday)).toBe(false)
    expect(names('How about Friday at nine?', friday)).toBe(false)
    expect(names('How about Thursday at ten?', friday)).toBe(false)
  })

  it('takes noon by its name and by its number', () => {
    const noon = slotAt(at(2026, 11, 27, 12))
    for (const words of ['How about Friday at noon?', 'Friday at twelve.', 'El viernes al mediodía.'])
      expect(names(words, noon)).toBe(true)
    expect(names('How about Friday at noon?', friday)).toBe(false)
  })

  it('takes them in Spanish, with and without accents', () => {
    expect(names('¿Le queda bien el viernes a las diez?', friday)).toBe(true)
    expect(names('El miércoles a las diez de la mañana.', tomorrow)).toBe(true)
    expect(names('El miercoles a las 10.', tomorrow)).toBe(true)
    expect(names('Una visita el viernes.', slotAt(at(2026, 11, 27, 13)))).toBe(false)
    expect(names('El viernes a la una.', slotAt(at(2026, 11, 27, 13)))).toBe(true)
  })

  it('takes "tomorrow" and "mañana" for tomorrow only', () => {
    expect(names('Tomorrow at ten then.', tomorrow)).toBe(true)
    expect(names('Mañana a las diez.', tomorrow)).toBe(true)
    expect(names('Tomorrow at ten then.', friday)).toBe(false)
    expect(names('Mañana a las diez.', friday)).toBe(false)
    expect(names('A las diez de la mañana.', tomorrow)).toBe(false)
    expect(names('The day after tomorrow at ten.', tomorrow)).toBe(false)
    expect(names('Pasado mañana a las diez.', tomorrow)).toBe(false)
    expect(names('The day after tomorrow at ten.', slotAt(at(2026, 11, 26, 10)))).toBe(true)
  })

  it('knows tomorrow on the long night of the year', () => {
    const monday = slotAt(at(2026, 11, 2, 8))
    expect(names('Tomorrow at eight.', monday, at(2026, 11, 1, 0, 30))).toBe(true)
    expect(names('Tomorrow at eight.', monday, at(2026, 10, 31, 23, 30))).toBe(false)
  })
})
