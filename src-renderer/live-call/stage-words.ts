import type { LiveCallView } from '../../src-preload/contract/calls.ts'

/** Where the talk stands, as a contractor would say it. */
export const stageWords = {
  opening: 'Opening',
  qualify: 'Qualifying',
  objection: 'Answering a concern',
  offer: 'Offering times',
  confirm: 'Confirming the visit',
  close: 'Wrapping up',
} as const satisfies Record<LiveCallView['stage'], string>
