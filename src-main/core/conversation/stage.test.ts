import { describe, expect, it } from 'vitest'
import { emptyProfile } from '../contractor.ts'
import { buildScript } from './build-script.ts'
import { advance, guidance, isObjection, newTalk, type Talk, type TalkEvent } from './stage.ts'

const script = buildScript({ ...emptyProfile, display_name: 'Summit Ridge Roofing' })
const talk = (...events: TalkEvent[]): Talk => events.reduce(advance, newTalk(script))
/** From the moment at which the homeowner has heard who calls. */
const greeted = (...events: TalkEvent[]): Talk => talk(GREETING, ...events)
const homeowner = (text: string): TalkEvent => ({ by: 'homeowner', text })
const agent = (text: string): TalkEvent => ({ by: 'agent', text })
const GREETING = agent('Hi, this is Ava. Is now a good time?')
const tool = (name: string): TalkEvent => ({ by: 'tool', name })

describe('a talk', () => {
  it('goes from the opening through the questions of the script to an offer, a booking and the goodbye', () => {
    const events = [
      homeowner('Yes, now is fine.'),
      agent('Great. Are you the owner of the home?'),
      homeowner('I am.'),
      agent('Have you noticed any leaks?'),
      homeowner('A few.'),
      agent('Would anyone else want to be there?'),
      homeowner('My wife.'),
      tool('find_inspection_slots'),
      agent('I have Tuesday at ten or Wednesday at two.'),
      homeowner('Tuesday.'),
      tool('book_inspection'),
      agent('You are booked for Tuesday at ten.'),
    ]
    const stages = events.map((_, i) => greeted(...events.slice(0, i + 1)).stage)
    expect(stages).toEqual([
      'qualify',
      'qualify',
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
    for (const [at, { question }] of script.qualification_questions.entries())
      expect(guidance(greeted(...events.slice(0, 1 + 2 * at)))).toContain(`ask: "${question}"`)
    expect(guidance(greeted(...events.slice(0, 7)))).toContain('find_inspection_slots')
  })

  it('returns from an objection to where it was', () => {
    const asked = greeted(homeowner('Yes.'), homeowner('How much does it cost?'))
    expect(asked.stage).toBe('objection')
    expect(advance(asked, agent('It is free.')).stage).toBe('qualify')
    const offered = greeted(
      homeowner('Yes.'),
      tool('find_inspection_slots'),
      homeowner('I have to ask my wife.'),
    )
    expect(advance(offered, agent('Of course.')).stage).toBe('offer')
  })

  it('takes the third objection for a no', () => {
    const pressed = greeted(
      homeowner('How much is it?'),
      agent('It is free.'),
      homeowner('I am busy.'),
      agent('I can call back.'),
      homeowner('I am not interested.'),
    )
    expect(guidance(pressed)).toContain('mark_not_interested')
  })

  it('is over once the homeowner wants no more calls, whatever else is said', () => {
    const closed = greeted(homeowner('Yes.'), tool('add_to_do_not_call'), homeowner('How much is it?'))
    expect(closed.stage).toBe('close')
    expect(greeted(tool('book_inspection'), tool('find_inspection_slots')).stage).toBe('confirm')
  })
})

describe('the opening', () => {
  it('goes on while the homeowner only says hello and has not heard who calls', () => {
    expect(talk(homeowner('Hello, this is Maria.')).stage).toBe('opening')
    expect(talk(homeowner('Yes?'), agent('Hi, this is Ava.'), homeowner('Oh, yes.')).stage).toBe('qualify')
  })

  it.each(['No.', 'No, not really.', 'Not right now.', "I'm at work.", 'Um, no, sorry.', 'Nope, bad time.'])(
    'does not go on as if "%s" were a yes',
    (words) => {
      const asked = greeted(homeowner(words))
      expect(asked).toMatchObject({ stage: 'objection', badTime: true })
      expect(guidance(asked)).toContain('ask when to call back')
      const answered = advance(advance(asked, agent('When is better?')), homeowner('Tomorrow at five.'))
      expect(guidance(answered)).toContain('schedule_callback')
      expect(advance(answered, tool('schedule_callback')).stage).toBe('close')
    },
  )

  it.each(['Yes.', 'No, go ahead.', "No, that's fine.", 'No problem.'])('goes on after "%s"', (words) => {
    expect(greeted(homeowner(words))).toMatchObject({ stage: 'qualify', badTime: false })
  })

  it('comes back to the roof when the homeowner would rather talk now', () => {
    const pressed = greeted(homeowner('No.'), agent('When may I call?'), homeowner('Make it quick.'))
    expect(guidance(pressed)).toContain(script.qualification_questions[0]?.question)
  })

  it('leaves a plain no to the inspection to the script', () => {
    expect(greeted(homeowner('No thanks.'))).toMatchObject({ stage: 'objection', badTime: false })
  })
})

describe('what was answered', () => {
  const asking = {
    ...script,
    qualification_questions: [
      { id: 'owner', question: 'Do you own the home?', expects: 'yes_no' as const },
      { id: 'age', question: 'About how old is the roof?', expects: 'detail' as const },
      { id: 'noticed', question: 'Have you noticed any damage?', expects: 'open' as const },
    ],
  }
  const asked = (...events: TalkEvent[]): Talk => [GREETING, ...events].reduce(advance, newTalk(asking))
  const next = (state: Talk) => /ask[^":]*: "([^"]+)"/.exec(guidance(state))?.[1] ?? null
  const OWNER = [homeowner('Yes.'), agent('Do you own the home?')]
  const AGE = [...OWNER, homeowner('I do.'), agent('About how old is the roof?')]

  it('is not asked when it was told along with another answer', () => {
    expect(next(asked(...OWNER, homeowner("I do, it's 15 years old.")))).toBe('Have you noticed any damage?')
  })

  it('is not asked when it was told before any question', () => {
    const early = asked(homeowner('Sure, the roof is fifteen years old.'))
    expect(next(early)).toBe('Do you own the home?')
    expect(next([agent('Do you own the home?'), homeowner('I do.')].reduce(advance, early))).toBe(
      'Have you noticed any damage?',
    )
  })

  it('is not asked again when the answer came before the question was at its end', () => {
    const cut: TalkEvent = { by: 'agent', text: 'Thanks. About how old is', cut: true }
    const owner = asked(...OWNER, homeowner('I do.'))
    expect(next(owner)).toBe('About how old is the roof?')
    expect(next([cut, homeowner('15 years.')].reduce(advance, owner))).toBe('Have you noticed any damage?')
    expect(next([cut, homeowner('Sorry, how many years?')].reduce(advance, owner))).toBe(
      'About how old is the roof?',
    )
  })

  it('leaves the other questions of the script to be asked, however many it has', () => {
    const both = asked(...AGE, homeowner('It is 15 years old.'))
    expect(next(both)).toBe('Have you noticed any damage?')
    const all = [agent('Have you noticed any damage?'), homeowner('None.')].reduce(advance, both)
    expect(next(all)).toBeNull()
    expect(guidance(all)).toContain('find_inspection_slots')
  })

  it.each([
    'Mm-hm.',
    'Uh-huh, right.',
    'Okay.',
    'Yeah.',
    'Yes, sure.',
    'What?',
    'How much is it?',
    'Sí.',
    'Ajá.',
  ])('is not how old a roof is when it is only "%s"', (words) => {
    const open = asked(...AGE, homeowner(words))
    expect(next(open)).toBe('About how old is the roof?')
    expect(guidance(open)).toContain('ask once more, in other words')
  })

  it.each(['Fifteen.', "I'm not sure, to be honest.", 'No idea.', 'Right, well, it was new when we came.'])(
    'is how old a roof is when it is "%s"',
    (words) => expect(next(asked(...AGE, homeowner(words)))).toBe('Have you noticed any damage?'),
  )

  it('is whether they own the home with a bare yes, but not with a murmur', () => {
    for (const words of ['Yeah.', 'Yes, sure.', 'No.', 'Okay, yes.', 'Sí.'])
      expect(next(asked(...OWNER, homeowner(words))), words).toBe('About how old is the roof?')
    for (const words of ['Mm-hm.', 'Okay.', 'I see.'])
      expect(next(asked(...OWNER, homeowner(words))), words).toBe('Do you own the home?')
  })

  it('may come after a murmur, before the agent has asked again', () => {
    expect(next(asked(...AGE, homeowner('Mm-hm.'), homeowner('Nineteen ninety.')))).toBe(
      'Have you noticed any damage?',
    )
  })

  it('is asked for twice at the most', () => {
    const again = [homeowner('Okay.'), agent('Roughly how old is it?'), homeowner('Okay.')]
    expect(next(asked(...AGE, ...again))).toBe('Have you noticed any damage?')
  })

  it('is not a yes to whether they are still there', () => {
    const reprompt: TalkEvent = { by: 'agent', text: 'Are you still there?', fixed: true }
    expect(next(asked(...OWNER, reprompt, homeowner('Yes.')))).toBe('Do you own the home?')
    const filler: TalkEvent = { by: 'agent', text: 'One moment.', fixed: true }
    expect(next(asked(...OWNER, filler, homeowner('Yes.')))).toBe('About how old is the roof?')
  })
})

describe('what was not caught', () => {
  const OFFER = 'I have Tuesday at ten or Wednesday at two. Both are free. Which works better for you?'
  const offered = greeted(homeowner('Yes.'), tool('find_inspection_slots'), agent(OFFER))

  it.each([
    'Say that again, please?',
    'Can you repeat that?',
    "Sorry, I didn't catch that.",
    '¿Puede repetir?',
  ])('is said again whole after "%s"', (words) =>
    expect(guidance(advance(offered, homeowner(words)))).toContain(`in the same words: "${OFFER}"`),
  )

  it('is said once: what they say next is answered', () => {
    const again = [homeowner('Say that again?'), agent(OFFER), homeowner('Tuesday.')].reduce(advance, offered)
    expect(guidance(again)).not.toContain('in the same words')
  })

  it('is the line that they spoke into, from its beginning', () => {
    const cut: TalkEvent = { by: 'agent', text: 'I have Tuesday', whole: OFFER, cut: true }
    const into = [cut, homeowner('Sorry, say that again?')].reduce(advance, offered)
    expect(guidance(into)).toContain(`"${OFFER}"`)
  })

  it('is the opening when nothing else was said, and never a filler', () => {
    const opened = talk({ by: 'agent', text: 'Hi, this is Ava about your roof.', fixed: true })
    expect(guidance(advance(opened, homeowner('Pardon?')))).toContain('"Hi, this is Ava about your roof."')
    const filled = advance(offered, { by: 'agent', text: 'One moment.', fixed: true })
    expect(guidance(advance(filled, homeowner('Repeat that?')))).toContain(`"${OFFER}"`)
  })

  it('is cut to its last sentences when it is a speech', () => {
    const speech = agent(`${'We look at every shingle with care. '.repeat(20)}Does Tuesday work?`)
    const said = guidance([speech, homeowner('Say that again?')].reduce(advance, offered))
    expect(said).toMatch(/: "We look.*Does Tuesday work\?"$/)
    expect(said.length).toBeLessThan(500)
  })
})

describe('a call that a colleague hands back', () => {
  const QUESTION = script.qualification_questions[0]?.question ?? ''
  const taken: TalkEvent = { by: 'agent', text: QUESTION.slice(0, 9), whole: QUESTION, cut: true }
  const colleague = (text: string): TalkEvent => ({ by: 'colleague', text })
  const HANDED_BACK: TalkEvent = { by: 'hand-back' }

  it('goes on from there and not with the line that was cut off', () => {
    const back = greeted(homeowner('Yes.'), taken, colleague('Let me take this.'), HANDED_BACK)
    expect(guidance(back)).toContain('do not say it again')
    expect(guidance(back)).not.toContain(`ask: "${QUESTION}"`)
    expect(guidance(advance(back, agent('As my colleague said, we come Tuesday.')))).not.toContain(
      'colleague',
    )
  })

  it('does not ask what the colleague has asked and was told', () => {
    const owner = {
      ...script,
      qualification_questions: [{ id: 'own', question: 'Do you own the home?', expects: 'yes_no' as const }],
    }
    const back = [
      GREETING,
      homeowner('Yes.'),
      colleague('Is this your own house?'),
      homeowner('Yes.'),
      HANDED_BACK,
    ]
    expect(guidance(back.reduce(advance, newTalk(owner)))).not.toContain('Do you own')
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
