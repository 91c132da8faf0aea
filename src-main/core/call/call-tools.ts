import type { z } from 'zod'
import type { DayWindows } from '../../../src-preload/contract/account.ts'
import { freeSlots, namesSlot, type Slot, slotsToOffer, spokenTime } from '../booking/slots.ts'
import type { Language } from '../conversation/language.ts'
import { type CallTools, isToolName, type ToolOutcome, toolInputs } from '../conversation/tools.ts'

/** What the tools of one call may touch, each a small synchronous write in a transaction of its own. */
export interface CallToolsParts {
  readonly nowMs: () => number
  readonly timeZone: string
  readonly workingHours: DayWindows
  readonly crews: number
  /** Booked visits and what other calls have on offer. */
  readonly taken: () => { crew: number; startsAtMs: number; endsAtMs: number }[]
  readonly offer: (slots: readonly Slot[]) => void
  /** False when the time was taken meanwhile. */
  readonly book: (slot: Slot, words: string) => boolean
  readonly scheduleCallback: (words: string, reason: string) => { spoken: string }
  readonly markNotInterested: (reason: string) => void
  readonly suppress: (words: string) => void
  readonly note: (text: string) => void
  readonly endCall: (reason: string) => void
}

/** The model's seven tools for one call, idempotent: the same request twice does its work once. */
export function callTools(parts: CallToolsParts): CallTools {
  const aloud = (slot: Slot, language: Language): string =>
    spokenTime(slot.startsAtMs, parts.timeZone, language)
  const offered = new Map<string, Slot>()
  let booked: Slot | null = null

  const run = {
    find_inspection_slots: (
      { day_preference }: Input<'find_inspection_slots'>,
      _heard: Heard,
      language: Language,
    ) => {
      const nowMs = parts.nowMs()
      const free = freeSlots({
        nowMs,
        timeZone: parts.timeZone,
        workingHours: parts.workingHours,
        crews: parts.crews,
        taken: parts.taken(),
      })
      const slots = slotsToOffer(free, day_preference, parts.timeZone, nowMs)
      for (const slot of slots) offered.set(slot.slotId, slot)
      parts.offer(slots)
      if (slots.length === 0)
        return failed('No inspection times are free in the next two weeks. Offer a callback instead.')
      return done(
        JSON.stringify({
          slots: slots.map((slot) => ({ slot_id: slot.slotId, spoken: aloud(slot, language) })),
        }),
        null,
      )
    },

    book_inspection: (
      { slot_id, homeowner_words }: Input<'book_inspection'>,
      heard: Heard,
      language: Language,
    ) => {
      const slot = offered.get(slot_id)
      if (!slot)
        return failed('That time was not offered. Call find_inspection_slots and offer what it returns.')
      if (booked?.slotId === slot_id) return done(bookedAnswer(aloud(slot, language)), null)
      if (booked) return failed(`An inspection is already booked for ${booked.spoken}.`)
      // Bookings rest only on fully heard words (design invariant 4).
      if (!heard((line) => namesSlot(line, slot, parts.timeZone, parts.nowMs()))) {
        return failed(
          `The homeowner has not heard this time in full yet. Say "${aloud(slot, language)}" and ask whether it suits.`,
        )
      }
      if (!parts.book(slot, homeowner_words)) {
        offered.delete(slot_id)
        return failed('That time has just been taken. Call find_inspection_slots again and offer another.')
      }
      booked = slot
      return done(bookedAnswer(aloud(slot, language)), `Booked ${slot.spoken}`)
    },

    schedule_callback: ({ when_words, reason }: Input<'schedule_callback'>) => {
      const { spoken } = parts.scheduleCallback(when_words, reason ?? 'asked to be called back')
      return done(JSON.stringify({ ok: true, spoken }), `Callback: ${spoken}`)
    },

    mark_not_interested: ({ reason }: Input<'mark_not_interested'>) => {
      parts.markNotInterested(reason)
      return done('{"ok":true}', `Not interested: ${reason}`)
    },

    add_to_do_not_call: ({ homeowner_words }: Input<'add_to_do_not_call'>) => {
      parts.suppress(homeowner_words)
      return done(
        '{"ok":true,"next":"confirm in one short sentence and end the call"}',
        'Added to the do-not-call list',
      )
    },

    leave_note: ({ text }: Input<'leave_note'>) => {
      parts.note(text)
      return done('{"ok":true}', `Note: ${text}`)
    },

    end_call: ({ reason }: Input<'end_call'>) => {
      parts.endCall(reason)
      return done('{"ok":true,"next":"if you have not said goodbye, say it now in one short sentence"}', null)
    },
  }

  return {
    async run(name, input, heard, language) {
      if (!isToolName(name)) return failed(`There is no tool called ${name}.`)
      const parsed = toolInputs[name].safeParse(input)
      if (!parsed.success)
        return failed(
          `Wrong input for ${name}: ${parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`).join('; ')}`,
        )
      return run[name](parsed.data as never, heard, language)
    },
  }
}

type Input<Name extends keyof typeof toolInputs> = z.infer<(typeof toolInputs)[Name]>
type Heard = (isThere: (line: string) => boolean) => boolean

const done = (content: string, action: string | null): ToolOutcome => ({ content, isError: false, action })
const failed = (content: string): ToolOutcome => ({ content, isError: true, action: null })
const bookedAnswer = (spoken: string): string =>
  JSON.stringify({ ok: true, booked: spoken, next: 'repeat the day and time and the address' })
