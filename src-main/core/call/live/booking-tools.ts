import type { z } from 'zod'
import { spokenTime, writtenTime } from '../../booking/named-time.ts'
import { namesSlot, type Slot, slotsToOffer } from '../../booking/slots.ts'
import type { Language } from '../../conversation/language.ts'
import { done, failed, type ToolOutcome, type toolInputs } from '../../conversation/tools.ts'
import { plain } from '../../time-words.ts'

export interface BookingToolsParts {
  readonly nowMs: () => number
  readonly timeZone: string
  /** Times at which a crew could be at this house, which nobody else has or is being offered. */
  readonly freeSlots: () => Slot[]
  readonly offer: (slots: readonly Slot[]) => void
  /** The inspection that this homeowner has ahead; null when there is none. */
  readonly inspection: () => { readonly startsAtMs: number } | null
  /** False when the time was taken meanwhile. */
  readonly book: (slot: Slot, words: string) => boolean
  /** False when the time was taken meanwhile. */
  readonly reschedule: (slot: Slot, words: string) => boolean
  readonly cancelInspection: (words: string) => void
}

type Input<Name extends keyof typeof toolInputs> = z.infer<(typeof toolInputs)[Name]>
export type Heard = (isThere: (line: string) => boolean) => boolean

/** Inspections in a call: offered, booked, moved and canceled, each only on words that the homeowner heard in full. */
export function bookingTools(parts: BookingToolsParts) {
  const { timeZone, nowMs } = parts
  const aloud = (atMs: number, language: Language): string => spokenTime(atMs, timeZone, language)
  const written = ({ startsAtMs }: { startsAtMs: number }): string => writtenTime(startsAtMs, timeZone)
  const offered = new Map<string, Slot>()
  /** Design invariant 4: what was not heard in full was not agreed to. */
  const hasHeard = (heard: Heard, slot: { startsAtMs: number }): boolean =>
    heard((line) => namesSlot(line, slot, timeZone, nowMs()))

  function chosen(slotId: string, heard: Heard, language: Language): Slot | ToolOutcome {
    const slot = offered.get(slotId)
    if (!slot)
      return failed('That time was not offered. Call find_inspection_slots and offer what it returns.')
    if (hasHeard(heard, slot)) return slot
    return failed(
      `The homeowner has not heard this time in full yet. Say "${aloud(slot.startsAtMs, language)}" and ask whether it suits.`,
    )
  }

  function justTaken(slotId: string): ToolOutcome {
    offered.delete(slotId)
    return failed('That time has just been taken. Call find_inspection_slots again and offer another.')
  }

  return {
    find_inspection_slots: (
      { day_preference }: Input<'find_inspection_slots'>,
      _heard: Heard,
      language: Language,
    ) => {
      const slots = slotsToOffer(parts.freeSlots(), day_preference, timeZone, nowMs())
      for (const slot of slots) offered.set(slot.slotId, slot)
      parts.offer(slots)
      if (slots.length === 0)
        return failed('No inspection times are free in the next two weeks. Offer a callback instead.')
      const spoken = slots.map((slot) => ({ slot_id: slot.slotId, spoken: aloud(slot.startsAtMs, language) }))
      return done(JSON.stringify({ slots: spoken }), null)
    },

    book_inspection: (
      { slot_id, homeowner_words }: Input<'book_inspection'>,
      heard: Heard,
      language: Language,
    ) => {
      const inspection = parts.inspection()
      if (inspection && offered.get(slot_id)?.startsAtMs === inspection.startsAtMs)
        return done(bookedAnswer(aloud(inspection.startsAtMs, language)), null)
      if (inspection)
        return failed(
          `An inspection is already booked for ${aloud(inspection.startsAtMs, language)}. Use reschedule_inspection to move it.`,
        )
      const slot = chosen(slot_id, heard, language)
      if (!('slotId' in slot)) return slot
      if (!parts.book(slot, homeowner_words)) return justTaken(slot_id)
      return done(bookedAnswer(aloud(slot.startsAtMs, language)), `Booked ${written(slot)}`)
    },

    reschedule_inspection: (
      { slot_id, homeowner_words }: Input<'reschedule_inspection'>,
      heard: Heard,
      language: Language,
    ) => {
      const inspection = parts.inspection()
      if (!inspection) return failed('No inspection is booked. Use book_inspection.')
      const slot = chosen(slot_id, heard, language)
      if (!('slotId' in slot)) return slot
      if (slot.startsAtMs !== inspection.startsAtMs && !parts.reschedule(slot, homeowner_words))
        return justTaken(slot_id)
      return done(bookedAnswer(aloud(slot.startsAtMs, language)), `Moved to ${written(slot)}`)
    },

    cancel_inspection: (
      { homeowner_words }: Input<'cancel_inspection'>,
      heard: Heard,
      language: Language,
    ) => {
      const inspection = parts.inspection()
      if (!inspection) return done('{"ok":true,"note":"no inspection is booked"}', null)
      const spoken = aloud(inspection.startsAtMs, language)
      const asked = heard(
        (line) => /\bcancel/.test(plain(line)) && namesSlot(line, inspection, timeZone, nowMs()),
      )
      if (!asked)
        return failed(
          `The homeowner has not heard in full what would be canceled. Ask "Shall I cancel the inspection on ${spoken}?" and wait for the answer.`,
        )
      parts.cancelInspection(homeowner_words)
      return done(
        JSON.stringify({ ok: true, canceled: spoken }),
        `Canceled the inspection on ${written(inspection)}`,
      )
    },
  }
}

/** Of an action that a turn names: that it put an inspection at the time it names. */
export const isBookingAction = (action: string): boolean => /^(Booked|Moved to) /.test(action)

const bookedAnswer = (spoken: string): string =>
  JSON.stringify({ ok: true, booked: spoken, next: 'repeat the day and time and the address' })
