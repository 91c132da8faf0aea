import { draw } from '../chance.ts'
import { agentIntent, offeredTimes } from './agent-intents.ts'
import { type Person, type Reply, withFacts } from './character.ts'
import {
  type Homeowner,
  type HomeownerAction,
  type HomeownerEvent,
  hangUp,
  type Reaction,
  unreachable,
} from './homeowner.ts'

const FIRST_HELLO_MS = 4_000
const GIVES_UP_MS = 12_000
const TALKED_OVER_WORDS = 4

export function reactPerson(state: Homeowner, person: Person, event: HomeownerEvent): Reaction {
  switch (event.type) {
    case 'answered':
      return say({ ...state, status: 'on-the-line' }, { say: person.opening })
    case 'agent-started':
      return [{ ...state, wordsThisStretch: 0, interruptedThisStretch: false }]
    case 'agent-words':
      return whileListening(state, person, event.text)
    case 'agent-finished':
      return takeTurn({ ...state, wordsThisStretch: 0, interruptedThisStretch: false }, person, event.text)
    case 'own-line-finished':
      return state.status === 'leaving' ? hangUp(state) : [{ ...state, speaking: false, murmuring: false }]
    case 'silence':
      return inSilence(state, event.ms)
    case 'wake':
      return [state]
    default:
      return unreachable(event)
  }
}

function whileListening(state: Homeowner, person: Person, words: string): Reaction {
  const heard = state.wordsThisStretch + words.split(/\s+/).length
  const listening: Homeowner = { ...state, wordsThisStretch: heard }
  if (state.speaking) {
    return heard >= TALKED_OVER_WORDS &&
      !state.murmuring &&
      !person.talksOver &&
      state.status !== 'leaving' &&
      state.turns > 0
      ? [{ ...listening, speaking: false }, { do: 'stop-talking' }]
      : [listening]
  }
  if (person.interruptsAfterWords && heard >= person.interruptsAfterWords && !state.interruptedThisStretch) {
    const line = nth(person.interruptions ?? [], state.met.interrupted ?? 0)
    const next = met({ ...listening, interruptedThisStretch: true }, 'interrupted')
    return line ? say({ ...next, turns: next.turns + 1 }, { say: line, mood: 'hurried' }) : [next]
  }
  const every = person.backchannelEveryWords
  if (every && Math.floor(heard / every) > Math.floor(state.wordsThisStretch / every)) {
    const line = nth(
      person.backchannels ?? [],
      (state.met.backchannel ?? 0) % (person.backchannels?.length ?? 1),
    )
    const next = met(listening, 'backchannel')
    return line ? murmur(next, line) : [next]
  }
  return [listening]
}

const murmur = (state: Homeowner, text: string): Reaction => [
  { ...state, speaking: true, murmuring: true },
  { do: 'say', text, mood: 'friendly', mayBeInterrupted: false, by: 'person', takesTurn: false },
]

function takeTurn(state: Homeowner, person: Person, text: string): Reaction {
  if ((state.speaking && !state.murmuring) || state.status === 'leaving') return [state]
  if (state.turns >= person.patience) return leave(state, person)
  const intent = agentIntent(text, (state.met.greets ?? 0) === 0)
  const times = state.met[intent] ?? 0
  const reply = nth(person.replies[intent] ?? person.replies['asks-anything'] ?? [], times) ?? {
    say: 'Okay.',
  }
  const next = met({ ...state, turns: state.turns + 1 }, intent)
  return say(next, { ...reply, say: reply.say && withChoice(reply.say, text, person) })
}

/** `{choice}` stands for the offered time this person likes best, in the agent's own words. */
function withChoice(line: string, offer: string, person: Person): string {
  const times = offeredTimes(offer)
  const liked = {
    first: times[0],
    second: times[1] ?? times[0],
    morning:
      times.find((time) => /morning|a\.?m\.?|\b(eight|nine|ten|eleven)\b|mañana/i.test(time)) ?? times[0],
    afternoon:
      times.find((time) => /afternoon|p\.?m\.?|\b(one|two|three|four|five)\b|tarde/i.test(time)) ??
      times[1] ??
      times[0],
  }[person.slotPreference]
  return line.replaceAll('{choice}', liked ?? (person.language === 'es' ? 'la primera' : 'The first one'))
}

function inSilence(state: Homeowner, ms: number): Reaction {
  if (state.speaking || state.status !== 'on-the-line') return [state]
  if (ms >= GIVES_UP_MS) return hangUp(state)
  const helloAfterMs = FIRST_HELLO_MS * (state.hellos + 1)
  if (ms < helloAfterMs) return [state]
  const person = state.character.kind === 'person' ? state.character : null
  const spanish = person?.language === 'es'
  const line =
    state.hellos === 0
      ? spanish
        ? '¿Bueno?'
        : 'Hello?'
      : spanish
        ? '¿Sigue ahí?'
        : 'Hello, is anybody there?'
  return say({ ...state, hellos: state.hellos + 1 }, { say: line, mood: 'confused' })
}

function leave(state: Homeowner, person: Person): Reaction {
  const line =
    person.language === 'es' ? 'Disculpe, tengo que irme. Adiós.' : "Listen, I've got to go. Bye now."
  return say(state, { say: line, mood: 'hurried', next: 'hang-up' })
}

function say(state: Homeowner, reply: Reply): Reaction {
  const keys = reply.digit ? [{ do: 'press-digit', digit: reply.digit } as const] : []
  if (reply.say === null) {
    return reply.next === 'hang-up'
      ? [{ ...state, status: 'gone' }, ...keys, { do: 'hang-up' }]
      : [state, ...keys]
  }
  const [, seed] = draw(state.seed)
  const line: HomeownerAction = {
    do: 'say',
    text: withFacts(reply.say, state.facts),
    mood: reply.mood ?? 'neutral',
    mayBeInterrupted: reply.next !== 'hang-up',
    by: 'person',
    takesTurn: true,
  }
  const status = reply.next === 'hang-up' ? 'leaving' : state.status
  return [{ ...state, seed, status, speaking: true, murmuring: false }, ...keys, line]
}

const met = (state: Homeowner, what: keyof Homeowner['met']): Homeowner => ({
  ...state,
  met: { ...state.met, [what]: (state.met[what] ?? 0) + 1 },
})

const nth = <T>(list: readonly T[], n: number): T | undefined => list[Math.min(n, list.length - 1)]
