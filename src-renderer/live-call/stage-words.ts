import type { LiveCallView } from '../../src-preload/contract/calls.ts'

/** Where the talk stands, as a contractor would say it. */
const stageWords = {
  opening: 'Opening',
  qualify: 'Qualifying',
  objection: 'Answering a concern',
  offer: 'Offering times',
  confirm: 'Confirming the visit',
  close: 'Wrapping up',
} as const satisfies Record<LiveCallView['stage'], string>

/** The talk is a step ahead while the opening still sounds: whoever watches hears the opening. */
export const stageOf = ({ stage, agent_state }: Pick<LiveCallView, 'stage' | 'agent_state'>): string =>
  stageWords[agent_state === 'greeting' ? 'opening' : stage]
