import { describe, expect, it } from 'vitest'
import { turnOf } from '../../../../tests/fixtures/turn-of.ts'
import { withConfirmation } from './booking-confirmation.ts'

const TEXT =
  "Great, let me put that down. You're all set for Thursday, November 26th at 10 in the morning, at 12 Sample Street. Anything else?"
const ACTIONS = ['Booked Thursday, November 26th at 10 in the morning']
const upTo = (words: string) => TEXT.slice(0, TEXT.indexOf(words) + words.length)
const booking = (heard: string, text = TEXT) =>
  turnOf({ text, heard_text: heard, interrupted: heard !== text, actions: ACTIONS })
const BOOKED = { summary: 'Alex agreed to an inspection.', nextSteps: ['Send a crew to the inspection'] }
const accountOf = (
  turns: Parameters<typeof withConfirmation>[2],
  engine: 'ridgeline' | 'vapi' = 'ridgeline',
  outcome: 'booked' | 'do_not_call' = 'booked',
) => withConfirmation(BOOKED, { engine, outcome }, turns)
const CALL_BACK = 'Call back to confirm the day and time of the inspection'

describe('a booking', () => {
  it.each([
    ['nothing of the confirmation', ''],
    ['only that something is put down', upTo('put that down.')],
    ['half of the confirmation', upTo('November 26th')],
  ])('of which the homeowner heard %s begins with calling back', (_, heard) => {
    expect(accountOf([booking(heard)])).toEqual({
      summary: `${BOOKED.summary} The homeowner did not hear the confirmation of the inspection to its end.`,
      nextSteps: [CALL_BACK, ...BOOKED.nextSteps],
    })
  })

  it('is unconfirmed when the call was cut before anything was said behind it', () => {
    const text = 'Great, Thursday at ten, I am writing that down.'
    const cut = turnOf({ text, interrupted: true, actions: ACTIONS })
    expect(accountOf([cut]).nextSteps[0]).toBe(CALL_BACK)
  })

  it('is unconfirmed when not even the turn that booked it was stored', () => {
    expect(accountOf([turnOf({ text: 'I have Thursday at ten. Does that work?' })]).nextSteps[0]).toBe(
      CALL_BACK,
    )
  })

  it('stands when its confirmation was heard, and when only what came behind it was talked over', () => {
    expect(accountOf([booking(TEXT)])).toBe(BOOKED)
    expect(accountOf([booking(upTo('Sample Street.'))])).toBe(BOOKED)
  })

  it('stands when the confirmation was repeated and heard then', () => {
    const homeowner = turnOf({ speaker: 'homeowner', text: 'Sorry, Thursday?' })
    expect(accountOf([booking(''), homeowner]).nextSteps[0]).toBe(CALL_BACK)
    expect(accountOf([booking(''), homeowner, turnOf({ text: 'Yes, Thursday at 10 in the morning.' })])).toBe(
      BOOKED,
    )
  })

  it('in a call of a hosted engine, or with another outcome, is told as it was', () => {
    expect(accountOf([booking('')], 'vapi')).toBe(BOOKED)
    expect(accountOf([booking('')], 'ridgeline', 'do_not_call')).toBe(BOOKED)
  })
})
