import type { Homeowner, HomeownerEvent, Reaction } from './homeowner.ts'
import { reactMachine } from './react-machine.ts'
import { reactPerson } from './react-person.ts'

export function reactHomeowner(state: Homeowner, event: HomeownerEvent): Reaction {
  if (state.status === 'gone') return [state]
  return state.character.kind === 'machine'
    ? reactMachine(state, state.character, event)
    : reactPerson(state, state.character, event)
}
