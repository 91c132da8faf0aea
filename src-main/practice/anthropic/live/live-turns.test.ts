import { describe, expect, it } from 'vitest'
import { characterById } from '../../homeowners/directory.ts'
import { type HomeownerEvent, meet } from '../../homeowners/homeowner.ts'
import { reactHomeowner } from '../../homeowners/react-homeowner.ts'
import { spokenText } from '../../voices/voice.ts'
import type { Block, Message, MessagesRequest } from '../messages-request.ts'
import { refusalOf } from '../messages-request.ts'
import { think } from '../think.ts'

const SCRIPT = {
  purpose: 'Book an inspection',
  qualification_questions: [
    { id: 'owner', question: 'Do you own the home?', expects: 'yes_no' },
    { id: 'age', question: 'About how old is the roof?', expects: 'detail' },
    { id: 'noticed', question: 'Have you noticed any damage?', expects: 'open' },
  ],
  objection_answers: [
    { objection: 'What does it cost?', answer: 'The visit costs nothing at all. You decide afterwards.' },
  ],
  closing: 'Thank you for your time. Have a great day. Goodbye.',
}
const SYSTEM = `You are Ava.\n<contractor>{"display_name":"Summit Ridge Roofing","legal_name":"Summit Ridge Roofing LLC","callback_number":"+15125550100"}</contractor>\n<script>${JSON.stringify(SCRIPT)}</script>`
const OPENING =
  "Hi, this is Ava, the A.I. assistant for Summit Ridge Roofing LLC. To stop these calls, say stop calling or press 9. I'm calling about the free roof inspection you asked us about. Is now a good time?"
const TOOLS = [
  'find_inspection_slots',
  'book_inspection',
  'schedule_callback',
  'mark_not_interested',
  'add_to_do_not_call',
  'leave_note',
  'end_call',
]
const SLOTS =
  '{"slots":[{"slot_id":"s1","spoken":"Tuesday at ten in the morning"},{"slot_id":"s2","spoken":"Wednesday at two in the afternoon"}]}'

interface Played {
  readonly agent: string[]
  readonly homeowner: string[]
  readonly tools: { name: string; input: Record<string, unknown> }[]
}

/** A whole call in text: the model here, the homeowner there, nothing shared but words. */
function playCall(characterId: string, results: Record<string, string> = {}): Played {
  const messages: Message[] = [
    {
      role: 'user',
      content:
        '<lead_facts>{"first_name":"Alex","address":{"street":"12 Sample Street"}}</lead_facts>\nThe opening was already spoken.',
    },
    { role: 'assistant', content: OPENING },
  ]
  const played: Played = { agent: [OPENING], homeowner: [], tools: [] }
  let homeowner = meet(characterById(characterId), 3)
  let ended = false

  function tell(event: HomeownerEvent): void {
    const [next, ...actions] = reactHomeowner(homeowner, event)
    homeowner = next
    for (const action of actions) {
      if (action.do !== 'say') continue
      played.homeowner.push(spokenText(action.text))
      tell({ type: 'own-line-finished', atMs: 0 })
    }
  }

  function agentTurn(): string {
    const spoken: string[] = []
    for (let step = 0; step < 5; step++) {
      const request: MessagesRequest = {
        model: 'claude-haiku-5-5',
        max_tokens: 300,
        system: SYSTEM,
        messages,
        tools: TOOLS.map((name) => ({ name })),
      }
      expect(refusalOf(request)).toBeNull()
      const { say, tool, toolId } = think(request)
      expect(say !== '' || tool !== undefined).toBe(true)
      const content: Block[] = []
      if (say) {
        content.push({ type: 'text', text: say })
        spoken.push(say)
        played.agent.push(say)
      }
      if (tool) content.push({ type: 'tool_use', id: toolId, name: tool.name, input: tool.input })
      messages.push({ role: 'assistant', content })
      if (!tool) break
      played.tools.push({ name: tool.name, input: tool.input })
      const result = results[tool.name] ?? (tool.name === 'find_inspection_slots' ? SLOTS : '{"ok":true}')
      messages.push({
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: toolId, content: result, is_error: result.startsWith('error') },
        ],
      })
      if (tool.name === 'end_call') {
        ended = true
        break
      }
    }
    return spoken.join(' ')
  }

  const [answered] = reactHomeowner(homeowner, { type: 'answered', atMs: 0 })
  homeowner = { ...answered, speaking: false }
  let line = OPENING
  for (let turn = 0; turn < 20 && homeowner.status !== 'gone'; turn++) {
    const before = played.homeowner.length
    tell({ type: 'agent-finished', text: line, atMs: 0 })
    if (ended || homeowner.character.kind === 'machine') break
    messages.push({ role: 'user', content: played.homeowner.slice(before).join(' ') || '(silence)' })
    line = agentTurn()
  }
  return played
}

const toolNames = (played: Played): string[] => played.tools.map(({ name }) => name)
const endReason = (played: Played): unknown =>
  played.tools.find(({ name }) => name === 'end_call')?.input.reason

describe('the practice Claude on the phone', () => {
  it.each([
    'books-at-once',
    'sceptical-about-price',
    'asks-if-robot',
    'hard-of-hearing',
    'insured-storm-damage',
    'pauses-mid-sentence',
    'wants-promises',
    'says-mm-hm',
    'spanish-speaker',
    'interrupts-constantly',
  ])('books with %s', (character) => {
    const played = playCall(character)
    expect(toolNames(played)).toContain('book_inspection')
    expect(played.tools.find(({ name }) => name === 'book_inspection')?.input.homeowner_words).not.toBe('')
    expect(played.agent.join(' ')).toMatch(/all set for|booked for|confirmado/)
  })

  it.each([
    ['stop-calling', 'add_to_do_not_call', 'do_not_call'],
    ['busy-call-later', 'schedule_callback', 'callback'],
    ['not-interested', 'mark_not_interested', 'not_interested'],
    ['renter', 'mark_not_interested', 'not_interested'],
    ['wrong-number', 'end_call', 'wrong_number'],
    ['hostile', 'end_call', 'hostile'],
  ])('with %s uses %s and ends as %s', (character, tool, reason) => {
    const played = playCall(character)
    expect(toolNames(played)).toContain(tool)
    expect(endReason(played)).toBe(reason)
    expect(toolNames(played)).not.toContain('book_inspection')
  })

  it('asks each question of the script once, in its order, where each is answered', () => {
    const asked = playCall('books-at-once').agent.join(' ')
    const places = SCRIPT.qualification_questions.map(({ question }) => asked.indexOf(question))
    expect(places).not.toContain(-1)
    expect(places).toEqual([...places].sort((a, b) => a - b))
    for (const { question } of SCRIPT.qualification_questions) expect(asked.split(question)).toHaveLength(2)
  })

  it('asks its questions in Spanish of who speaks Spanish', () => {
    const asked = playCall('spanish-speaker').agent.join(' ')
    expect(asked).toMatch(/dueño de la casa.*años tiene el techo.*goteras o daños/)
  })

  it('answers objections from the script', () => {
    expect(playCall('sceptical-about-price').agent.join(' ')).toContain('The visit costs nothing at all.')
  })

  it('says that it is an A.I. when asked, and never says the same thing twice in a row', () => {
    for (const character of [
      'asks-if-robot',
      'hard-of-hearing',
      'interrupts-constantly',
      'wants-promises',
      'says-mm-hm',
    ]) {
      const { agent } = playCall(character)
      for (const [i, line] of agent.entries()) expect(line, character).not.toBe(agent[i - 1])
      if (character === 'asks-if-robot') expect(agent.join(' ')).toMatch(/Yes, I'm an A\.I\. assistant/)
    }
  })

  it('promises nothing to those who push', () => {
    const said = playCall('wants-promises').agent.join(' ')
    expect(said).toMatch(/can't promise|not able to promise/)
    expect(said).not.toMatch(/free roof(?! inspection)|ten percent off|cover your deductible/)
  })

  it('comes to an end when no time can be found or booked', () => {
    const none = playCall('books-at-once', { find_inspection_slots: '{"slots":[]}' })
    expect(toolNames(none)).toContain('schedule_callback')
    const failing = playCall('books-at-once', { book_inspection: 'error: slot is gone' })
    expect(toolNames(failing).filter((name) => name === 'book_inspection').length).toBeLessThan(8)
    expect(endReason(failing)).toBeDefined()
  })

  it('books the right one of two times on one day, as the calendar words them', () => {
    const sameDay =
      '{"slots":[{"slot_id":"ten","spoken":"Tuesday, November 24th at 10 in the morning"},{"slot_id":"two","spoken":"Tuesday, November 24th at 2 in the afternoon"}]}'
    const second = playCall('sceptical-about-price', { find_inspection_slots: sameDay })
    expect(second.tools.find(({ name }) => name === 'book_inspection')?.input).toMatchObject({
      slot_id: 'two',
      homeowner_words: 'Fine, Tuesday at 2 in the afternoon then.',
    })
    const first = playCall('books-at-once', { find_inspection_slots: sameDay })
    expect(first.tools.find(({ name }) => name === 'book_inspection')?.input.slot_id).toBe('ten')
  })

  it('leaves voicemail alone and tells a screener who calls', () => {
    const ask = (text: string) =>
      think({
        model: 'claude-haiku-5-5',
        max_tokens: 300,
        system: SYSTEM,
        tools: TOOLS.map((name) => ({ name })),
        messages: [{ role: 'user', content: text }],
      })
    expect(ask('Please leave a message after the tone.').tool).toEqual({
      name: 'end_call',
      input: { reason: 'voicemail' },
    })
    expect(
      ask("If you record your name and reason for calling, I'll see if this person is available.").say,
    ).toContain('A.I. assistant for Summit Ridge Roofing')
  })
})

describe('the answer to whether now is a good time', () => {
  const answered = (answer: string, stage = '') =>
    think({
      model: 'claude-haiku-5-5',
      max_tokens: 300,
      system: SYSTEM,
      tools: TOOLS.map((name) => ({ name })),
      messages: [
        { role: 'user', content: 'The opening was already spoken.' },
        { role: 'assistant', content: OPENING },
        { role: 'user', content: `${answer}\n${stage}` },
      ],
    })

  it('is not taken for a yes when it is a no', () => {
    expect(answered('No.').say).toMatch(/better time to call you back/)
    expect(answered('No, go ahead.').say).toContain('Do you own the home?')
  })

  it('is followed by the question that the stage names', () => {
    const stage = '<stage name="qualify" language="en">Answer what they said, then ask: "Any damage?"</stage>'
    expect(answered('Yes.', stage).say).toContain('Any damage?')
    const enough = '<stage name="qualify" language="en">call find_inspection_slots: you know enough.</stage>'
    expect(answered('Yes.', enough).tool?.name).toBe('find_inspection_slots')
  })
})

describe('what the homeowner did not catch', () => {
  const LINE = 'We come on Tuesday at ten. The crew looks at everything.'

  it('is said again whole, as the stage has it, and nothing else is asked', () => {
    const stage = `<stage name="qualify" language="en">They did not catch it. Say all of it again, in the same words: "${LINE}"</stage>`
    const { say } = think({
      model: 'claude-haiku-5-5',
      max_tokens: 300,
      system: SYSTEM,
      tools: TOOLS.map((name) => ({ name })),
      messages: [
        { role: 'user', content: 'The opening was already spoken.' },
        { role: 'assistant', content: `${OPENING} ${LINE}` },
        { role: 'user', content: `Can you say that again?\n${stage}` },
      ],
    })
    expect(say).toMatch(/^(Of course|Sure, no problem|Let me say that again)\. We come on Tuesday/)
    expect(say.endsWith(LINE)).toBe(true)
  })
})

describe('an answer to a question of the script', () => {
  /** What the agent says after this talk; the first words are the homeowner's. */
  const replyTo = (...talk: string[]) =>
    think({
      model: 'claude-haiku-5-5',
      max_tokens: 300,
      system: SYSTEM,
      tools: TOOLS.map((name) => ({ name })),
      messages: [
        { role: 'user', content: 'The opening was already spoken.' },
        { role: 'assistant', content: OPENING },
        ...talk.map((content, at): Message => ({ role: at % 2 === 0 ? 'user' : 'assistant', content })),
      ],
    })
  const AGE = ['Yes.', 'Great. Do you own the home?', 'Yes, we do.', 'Got it. About how old is the roof?']

  it.each(['Mm-hm.', 'Yeah.', 'Okay.', 'Uh-huh.'])(
    'is not given with a bare "%s": it is asked for again',
    (words) => {
      const { say, tool } = replyTo(...AGE, words)
      expect(tool).toBeUndefined()
      expect(say).toBe('Okay. Roughly how old would you say the roof is?')
    },
  )

  it('is given with a yes where a yes is enough, but not with a murmur', () => {
    const OWNER = AGE.slice(0, 2)
    expect(replyTo(...OWNER, 'Yeah.').say).toMatch(/About how old is the roof\?$/)
    expect(replyTo(...OWNER, 'Mm-hm.').say).toBe('Okay. Just so I have it right, do you own the home?')
  })

  it('is awaited when they ask something back', () => {
    const { say } = replyTo(...AGE, 'What does it cost?')
    expect(say).toMatch(/^The visit costs nothing at all\..*how old/)
  })

  it('is not asked for a third time', () => {
    const again = ['Mm-hm.', 'Okay. Roughly how old would you say the roof is?', 'Mm-hm.']
    expect(replyTo(...AGE, ...again).say).toMatch(/Have you noticed any damage\?$/)
  })

  it('leads to times once every question has one', () => {
    const rest = ['About ten years.', 'Thanks. Have you noticed any damage?', 'A few stains.']
    expect(replyTo(...AGE, ...rest).tool?.name).toBe('find_inspection_slots')
  })

  it('is asked for again where the stage says so', () => {
    const stage =
      '<stage name="qualify" language="en">Answer what they said, then ask once more, in other words, as it is not answered yet: "Do you own the home?"</stage>'
    expect(replyTo(...AGE, `Mm-hm.\n${stage}`).say).toBe(
      'Okay. Just so I have it right, do you own the home?',
    )
  })

  it('is thanked for, whatever the question was', () => {
    expect(replyTo(...AGE, 'About ten years.').say).toMatch(/^(Thanks|Got it|Okay, good|I see)/)
  })
})

describe('a question of what the contractor does', () => {
  it('is answered from the script', () => {
    const script = {
      objection_answers: [{ objection: 'What do you do?', answer: 'We do roof repair and gutters.' }],
    }
    const { say } = think({
      model: 'claude-haiku-5-5',
      max_tokens: 300,
      system: `<script>${JSON.stringify(script)}</script>`,
      tools: TOOLS.map((name) => ({ name })),
      messages: [
        { role: 'user', content: 'The opening was already spoken.' },
        { role: 'assistant', content: OPENING },
        { role: 'user', content: 'What exactly do you do?' },
      ],
    })
    expect(say).toContain('We do roof repair and gutters.')
  })
})

describe('two times offered in one breath', () => {
  const asked = (answer: string) => {
    const messages: Message[] = [
      { role: 'user', content: 'The opening was already spoken.' },
      { role: 'assistant', content: OPENING },
      { role: 'user', content: 'Sure.' },
      {
        role: 'assistant',
        content: [
          { type: 'text', text: 'Let me look.' },
          { type: 'tool_use', id: 't1', name: 'find_inspection_slots', input: {} },
        ],
      },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: 't1', content: SLOTS }] },
      {
        role: 'assistant',
        content:
          'I have Tuesday at ten in the morning, or Wednesday at two in the afternoon. Which works better for you?',
      },
      { role: 'user', content: answer },
    ]
    const tools = TOOLS.map((name) => ({ name }))
    return think({ model: 'claude-haiku-5-5', max_tokens: 300, system: SYSTEM, messages, tools })
  }

  it.each(['Okay.', 'Yes, I think so.', 'Sure, sounds good.'])(
    'are not booked on "%s": one is asked for',
    (answer) => {
      const { say, tool } = asked(answer)
      expect(tool).toBeUndefined()
      expect(say).toContain('Tuesday at ten')
      expect(say).not.toContain('Wednesday')
    },
  )

  it.each([
    ['Wednesday is fine.', 's2'],
    ['Either one works.', 's1'],
    ['The first one.', 's1'],
  ])('are booked on "%s"', (answer, slotId) => {
    expect(asked(answer).tool).toMatchObject({ name: 'book_inspection', input: { slot_id: slotId } })
  })
})
