import { type Machine, type Person, withFacts } from './character.ts'
import {
  type Homeowner,
  type HomeownerAction,
  type HomeownerEvent,
  hangUp,
  type Reaction,
} from './homeowner.ts'
import { reactPerson } from './react-person.ts'

/** Voicemail, a full mailbox, and the phone that asks callers who they are. */

const PICKS_UP = 'picks-up'
const RECORDING_ENDS = 'recording-ends'
const SCREENING_GIVES_UP_MS = 15_000
const SILENT_MESSAGE_MS = 9_000

export function reactMachine(state: Homeowner, machine: Machine, event: HomeownerEvent): Reaction {
  if (machine.after.do === 'screen' && state.turns > 0)
    return reactScreened(state, machine, machine.after.person, event)
  switch (event.type) {
    case 'answered':
      return [
        { ...state, status: 'on-the-line', speaking: true },
        announce(withFacts(machine.announcement, state.facts)),
      ]
    case 'own-line-finished':
      return announced({ ...state, speaking: false }, machine)
    case 'agent-finished':
      return machine.after.do === 'screen' && !state.speaking ? screen(state, event.text) : [state]
    case 'silence':
      return state.speaking || event.ms < silenceLimitMs(machine) ? [state] : hangUp(state)
    case 'wake':
      return event.id === RECORDING_ENDS ? hangUp(state) : [state]
    default:
      return [state]
  }
}

function announced(state: Homeowner, machine: Machine): Reaction {
  if (machine.after.do === 'hang-up') return hangUp(state)
  if (machine.after.do === 'screen') return [state]
  return [state, { do: 'beep' }, { do: 'wake-after', id: RECORDING_ENDS, ms: machine.after.maxMs }]
}

const silenceLimitMs = (machine: Machine): number =>
  machine.after.do === 'screen' ? SCREENING_GIVES_UP_MS : SILENT_MESSAGE_MS

/** The owner reads the transcript on the screen: a caller who says who it is and why gets through. */
function screen(state: Homeowner, text: string): Reaction {
  const saysWho = /this is|my name|with|from|assistant/i.test(text)
  const saysWhy = /roof|inspection|estimate|request|appointment|about/i.test(text)
  if (saysWho && saysWhy) {
    return [
      { ...state, turns: 1, speaking: true },
      announce('Thanks. Please stay on the line.'),
      { do: 'wake-after', id: PICKS_UP, ms: 4_500 },
    ]
  }
  return [{ ...state, speaking: true }, announce('Please say your name and why you are calling.')]
}

function reactScreened(state: Homeowner, machine: Machine, person: Person, event: HomeownerEvent): Reaction {
  if (state.turns === 1) {
    if (event.type === 'wake' && event.id === PICKS_UP) {
      return reactPerson({ ...state, character: person, turns: 2, speaking: false }, person, {
        type: 'answered',
        atMs: event.atMs,
      })
    }
    if (event.type === 'own-line-finished') return [{ ...state, speaking: false }]
    return event.type === 'silence' && event.ms > silenceLimitMs(machine) ? hangUp(state) : [state]
  }
  return reactPerson(state, person, event)
}

const announce = (text: string): HomeownerAction => ({
  do: 'say',
  text,
  mood: 'machine',
  mayBeInterrupted: false,
  by: 'machine',
  takesTurn: true,
})
