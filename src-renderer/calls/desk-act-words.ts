import type { DeskAct } from '../../src-preload/contract/calls.ts'

const DID: Record<DeskAct['action'], string> = {
  took_over: 'You took the call over',
  handed_back: 'You handed the call back',
  whispered: 'You gave the agent a hint',
  muted: 'You muted the agent',
  unmuted: 'The agent may speak again',
  not_said: 'Your line was not said',
}

/** What the person at the desk did, as a sentence without its full stop. */
export const actWords = ({ action, text }: Pick<DeskAct, 'action' | 'text'>): string =>
  text ? `${DID[action]}: “${text}”` : DID[action]
