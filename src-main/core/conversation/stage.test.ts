import { describe, expect, it } from 'vitest'
import { emptyProfile } from '../contractor.ts'
import { buildScript } from './build-script.ts'
import { advance, guidance, isObjection, newTalk, type Talk, type TalkEvent } from './stage.ts'

const script = buildScript({ ...emptyProfile, display_name: 'Summit Ridge Roofing' })
const talk = (...events: TalkEvent[]): Talk => events.reduce(advance, newTalk())
const homeowner = (text: string): TalkEvent => ({ by: 'homeowner', text })
const agent = (text: string): TalkEvent => ({ by: 'agent', text })
const tool = (name: string): TalkEvent => ({ by: 'tool', name })

describe('a talk', () => {
  it('goes from the opening through two questions to an offer, a booking and the goodbye', () => {
    const events = [
      homeowner('Yes, now is fine.'),
      agent('Great. Are you the owner of the home?'),
      homeowner('I am.'),
      agent('Have you noticed any leaks?'),
      homeowner('A few.'),
      tool('find_inspection_slots'),
      agent('I have Tuesday at ten or Wednesday at two.'),
      homeowner('Tuesday.'),
      tool('book_inspection'),
      agent('You are booked for Tuesday at ten.'),
    ]
    const stages = events.map((_, i) => talk(...events.slice(0, i + 1)).stage)
    expect(stages).toEqual([
      'qualify',
      'qualify',
      'qualify',
      'qualify',
      'qualify',
      'offer',
      'offer',
      'offer',
      'confirm',
      'close',
    ])
    expect(guidance(talk(...events.slice(0, 1)), script)).toContain(
      script.qualification_questions[0]?.question,
    )
    expect(guidance(talk(...events.slice(0, 5)), script)).toContain('find_inspection_slots')
  })

  it('returns from an objection to where it was', () => {
    const asked = talk(homeowner('Yes.'), homeowner('How much does it cost?'))
    expect(asked.stage).toBe('objection')
    expect(advance(asked, agent('It is free.')).stage).toBe('qualify')
    const offered = talk(
      homeowner('Yes.'),
      tool('find_inspection_slots'),
      homeowner('I have to ask my wife.'),
    )
    expect(advance(offered, agent('Of course.')).stage).toBe('offer')
  })

  it('takes the third objection for a no', () => {
    const pressed = talk(
      homeowner('How much is it?'),
      agent('It is free.'),
      homeowner('I am busy.'),
      agent('I can call back.'),
      homeowner('I am not interested.'),
    )
    expect(guidance(pressed, script)).toContain('mark_not_interested')
  })

  it('is over once the homeowner wants no more calls, whatever else is said', () => {
    const closed = talk(homeowner('Yes.'), tool('add_to_do_not_call'), homeowner('How much is it?'))
    expect(closed.stage).toBe('close')
    expect(talk(tool('book_inspection'), tool('find_inspection_slots')).stage).toBe('confirm')
  })
})

describe('an objection', () => {
  it.each([
    'How much is that?',
    'I am busy right now',
    'No thanks',
    'Is this a scam?',
    '¿Cuánto cuesta?',
    'Mi seguro no paga.',
    'La aseguradora dijo que no.',
  ])('"%s" is one', (text) => expect(isObjection(text)).toBe(true))
  it.each(['Yes, it is ten years old.', 'Tuesday works.', 'Sí, seguro.'])('"%s" is none', (text) =>
    expect(isObjection(text)).toBe(false),
  )
})
