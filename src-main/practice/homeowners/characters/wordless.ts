import type { Person } from '../character.ts'
import { person } from './ordinary.ts'

/** People who let the keys of their phone speak. */
export const wordlessPeople: readonly Person[] = [
  person({
    id: 'presses-nine',
    summary: 'Says hello, hears who calls, and presses 9 to be taken off the list.',
    voice: { flite: 'awb', pitch: 0.94, stretch: 1, roomDbfs: -56 },
    replies: {
      greets: [{ say: null, digit: '9' }],
      'asks-anything': [{ say: null, next: 'hang-up' }],
      'says-goodbye': [{ say: null, next: 'hang-up' }],
    },
    patience: 3,
  }),
]
