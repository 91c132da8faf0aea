import { describe, expect, it } from 'vitest'
import { agentIntent, offeredTimes } from './agent-intents.ts'
import { CHARACTERS, characterById, directory } from './directory.ts'
import { type Homeowner, type HomeownerAction, type HomeownerEvent, meet } from './homeowner.ts'
import { reactHomeowner } from './react-homeowner.ts'

const GREETING =
  "Hi, this is Ava, the A.I. assistant for Summit Ridge Roofing. To stop these calls, say stop calling or press 9. I'm calling about the free roof inspection you asked us about. Is now a good time?"
const OFFER =
  'I have Tuesday at ten in the morning, or Wednesday at two in the afternoon. Which works better for you?'
const BOOKED =
  "You're all set for Tuesday at ten in the morning, at 12 Sample Street. Is there anything else I can help with?"

/** Plays the agent's lines one by one and notes what the homeowner does. */
function talk(
  characterId: string,
  ...agentLines: string[]
): { said: string[]; actions: HomeownerAction[]; homeowner: Homeowner } {
  const actions: HomeownerAction[] = []
  let homeowner = meet(characterById(characterId), 7)
  const tell = (event: HomeownerEvent): void => {
    const [next, ...done] = reactHomeowner(homeowner, event)
    homeowner = next
    actions.push(...done)
    if (done.some((action) => action.do === 'say')) tell({ type: 'own-line-finished', atMs: 0 })
  }
  tell({ type: 'answered', atMs: 0 })
  for (const line of agentLines) {
    tell({ type: 'agent-started', atMs: 0 })
    tell({ type: 'agent-finished', text: line, atMs: 0 })
  }
  return { actions, homeowner, said: actions.flatMap((action) => (action.do === 'say' ? [action.text] : [])) }
}

describe('homeowners', () => {
  it('have their own names, and there are at least sixteen of them', () => {
    expect(new Set(CHARACTERS.map(({ id }) => id)).size).toBeGreaterThanOrEqual(16)
  })

  it('who have waited for the call take the first time offered and say goodbye', () => {
    const { said, homeowner } = talk(
      'books-at-once',
      GREETING,
      OFFER,
      BOOKED,
      'Thank you, and have a great day. Goodbye.',
    )
    expect(said[2]).toBe('Tuesday at ten in the morning works great.')
    expect(homeowner.status).toBe('gone')
  })

  it('who doubt the price ask about it, then book', () => {
    const { said } = talk(
      'sceptical-about-price',
      GREETING,
      'The inspection is free, and there is no obligation.',
      OFFER,
      OFFER,
    )
    expect(said[1]).toContain('How much')
    expect(said.at(-1)).toBe('Fine, Wednesday at two in the afternoon then.')
  })

  it('who are busy ask to be called another time', () => {
    const { said, homeowner } = talk(
      'busy-call-later',
      GREETING,
      "Of course. We'll call you back tomorrow after five. Thank you, goodbye.",
    )
    expect(said[1]).toContain('tomorrow after five')
    expect(homeowner.status).toBe('gone')
  })

  it('who want no calls say so, and hang up on anyone who goes on', () => {
    const { said, homeowner } = talk('stop-calling', GREETING, 'May I ask why?')
    expect(said[1]).toBe('Stop calling me. Take me off your list.')
    expect(homeowner.status).toBe('gone')
  })

  it('who have the wrong number, rent, or are not interested say so in the first answer', () => {
    expect(talk('wrong-number', GREETING).said[1]).toContain('wrong number')
    expect(talk('renter', GREETING).said[1]).toContain('renting')
    expect(talk('not-interested', GREETING).said[1]).toContain('not interested')
  })

  it('who suspect a robot ask, and accept the truth', () => {
    const { said } = talk(
      'asks-if-robot',
      GREETING,
      "Yes, I'm an A.I. assistant calling for Summit Ridge Roofing. About how old is the roof?",
    )
    expect(said[1]).toContain('are you a robot?')
    expect(said[2]).toMatch(/years old|honest/)
  })

  it('who want promises do not get them by asking three times', () => {
    const refusal = "I can't promise anything about insurance or your deductible."
    const { said } = talk('wants-promises', GREETING, refusal, refusal, refusal)
    expect(said.slice(1).join(' ')).toMatch(/deductible.*promise.*ten percent.*What times/s)
  })

  it('who hear badly ask again before they choose', () => {
    const { said } = talk('hard-of-hearing', GREETING, GREETING, OFFER, OFFER)
    expect(said[1]).toContain('Say that again')
    expect(said[3]).toContain('repeat')
    expect(said[4]).toContain('Tuesday at ten in the morning')
  })

  it('who speak Spanish ask for Spanish', () => {
    expect(talk('spanish-speaker', GREETING).said[1]).toContain('Habla español')
  })

  it('who are hostile end the call themselves', () => {
    expect(talk('hostile', GREETING, 'May I ask you something?').homeowner.status).toBe('gone')
  })

  it('who murmur keep listening', () => {
    const listening = talk('says-mm-hm').homeowner
    const [next, action] = reactHomeowner(listening, {
      type: 'agent-words',
      text: 'one two three four five six seven eight nine',
      atMs: 0,
    })
    expect(action).toMatchObject({ do: 'say', takesTurn: false })
    expect(next.turns).toBe(0)
  })

  it('who interrupt do so in the middle of a sentence, once per stretch', () => {
    const listening = talk('interrupts-constantly').homeowner
    const words = 'one two three four five six seven eight nine ten'
    const [next, action] = reactHomeowner(listening, { type: 'agent-words', text: words, atMs: 0 })
    expect(action).toMatchObject({ do: 'say', text: 'Yeah yeah, who is this again?' })
    const [, again] = reactHomeowner(
      { ...next, speaking: false },
      { type: 'agent-words', text: words, atMs: 0 },
    )
    expect(again).toBeUndefined()
  })

  it('think aloud with pauses that the voice will make', () => {
    expect(talk('pauses-mid-sentence', GREETING).said[1]).toContain('[pause')
  })

  it('stop talking when they are talked over, unless they never do', () => {
    const answering = { ...talk('books-at-once', GREETING).homeowner, speaking: true }
    const [, action] = reactHomeowner(answering, {
      type: 'agent-words',
      text: 'just a quick question then',
      atMs: 0,
    })
    expect(action).toEqual({ do: 'stop-talking' })
  })

  it('say hello into silence, and give up in the end', () => {
    const silent = talk('books-at-once').homeowner
    const [asking, hello] = reactHomeowner(silent, { type: 'silence', ms: 4_000, atMs: 0 })
    expect(hello).toMatchObject({ do: 'say', text: 'Hello?' })
    const [, ended] = reactHomeowner({ ...asking, speaking: false }, { type: 'silence', ms: 12_000, atMs: 0 })
    expect(ended).toEqual({ do: 'hang-up' })
  })

  it('lose patience with an agent that never comes to the point', () => {
    for (const character of CHARACTERS.filter(({ kind }) => kind === 'person')) {
      const questions = Array.from({ length: 25 }, () => 'Is that so?')
      expect(talk(character.id, GREETING, ...questions).homeowner.status, character.id).toBe('gone')
    }
  })
})

describe('machines', () => {
  it('greet, beep and record', () => {
    const { actions, said } = talk('voicemail')
    expect(said[0]).toContain('after the tone')
    expect(actions.map((action) => action.do)).toEqual(['say', 'beep', 'wake-after'])
  })

  it('hang up when the mailbox is full', () => {
    const { actions, said } = talk('mailbox-full')
    expect(said[0]).toContain('mailbox is full')
    expect(actions.at(-1)).toEqual({ do: 'hang-up' })
  })

  it('let a caller through who says who calls and why', () => {
    const { homeowner, actions } = talk(
      'call-screening',
      'This is Ava, the A.I. assistant for Summit Ridge Roofing, calling about the roof inspection.',
    )
    const wake = actions.find((action) => action.do === 'wake-after')
    const [picked, hello] = reactHomeowner(homeowner, { type: 'wake', id: wake?.id ?? '', atMs: 0 })
    expect(hello).toMatchObject({ do: 'say', by: 'person' })
    expect(picked.character.kind).toBe('person')
  })

  it('ask again when the caller does not say why', () => {
    expect(talk('call-screening', 'Hello, anyone?').said[1]).toContain('why you are calling')
  })
})

describe('the directory', () => {
  it('always finds the same person behind an unlisted number', () => {
    const book = directory([])
    expect(book.find('+15125550177')).toEqual(book.find('+15125550177'))
  })

  it('lets a test recast a number', () => {
    const book = directory([])
    book.put({ phone: '+15125550177', character: 'hostile' })
    expect(book.find('+15125550177').character.id).toBe('hostile')
  })
})

describe('what the agent is taken to mean', () => {
  it.each([
    ['Which day works best for you?', 'asks-day'],
    ['Do you own the home?', 'asks-owner'],
    ['About how old is the roof?', 'asks-roof-age'],
    ['Have you noticed any leaks or damage?', 'asks-damage'],
    ['Have you filed a claim with your insurance?', 'asks-insurance'],
    ['How does Thursday at 9 sound?', 'offers-slots'],
    ['Would Monday morning or Friday afternoon be better?', 'offers-slots'],
    ["Great, I've got you down for Tuesday at 10. Anything else?", 'confirms-booking'],
    ['The inspection is completely free.', 'answers-price'],
    ["I understand. I've taken you off our list. Goodbye.", 'confirms-removal'],
    ["No problem, we'll call you back tomorrow evening.", 'confirms-callback'],
    ['Thanks so much, have a great day!', 'says-goodbye'],
    ['Are you still there?', 'checks-presence'],
    ['', 'unclear'],
  ])('%s', (line, intent) => {
    expect(agentIntent(line, false)).toBe(intent)
  })

  it('hears the offered times in the agent’s own words', () => {
    expect(offeredTimes(OFFER)).toEqual([
      'Tuesday at ten in the morning',
      'Wednesday at two in the afternoon',
    ])
    expect(
      offeredTimes('We could do Friday, November 27 at 9 a.m. or Monday around 3. What do you think?'),
    ).toHaveLength(2)
  })
})
