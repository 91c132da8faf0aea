import type { Character, Machine } from '../character.ts'
import { person } from './ordinary.ts'

const RECORDED: Machine['voice'] = { flite: 'slt', pitch: 1, stretch: 1.02, roomDbfs: -64 }
const ROBOTIC: Machine['voice'] = { flite: 'kal16', pitch: 1.04, stretch: 1.02, roomDbfs: -66 }

/** Phones that no person picks up, or not at once. */
export const machinesAndSilence: readonly Character[] = [
  {
    kind: 'machine',
    id: 'voicemail',
    summary: 'Voicemail with a greeting and a beep.',
    voice: RECORDED,
    pickUp: { how: 'answers', afterMs: 5_500 },
    detectedAs: 'machine',
    reactionMs: 600,
    announcement:
      "Hi, you've reached {name}. I can't come to the phone right now. Please leave your name and number after the tone.",
    after: { do: 'record', maxMs: 45_000 },
  },
  {
    kind: 'machine',
    id: 'voicemail-quick-beep',
    summary: 'Voicemail whose beep comes before anyone can tell that it is one.',
    voice: RECORDED,
    pickUp: { how: 'answers', afterMs: 5_500 },
    detectedAs: 'machine',
    reactionMs: 600,
    announcement: 'Leave a message.',
    after: { do: 'record', maxMs: 45_000 },
  },
  {
    kind: 'machine',
    id: 'mailbox-full',
    summary: 'Voicemail whose mailbox is full.',
    voice: ROBOTIC,
    pickUp: { how: 'answers', afterMs: 5_500 },
    detectedAs: 'machine',
    reactionMs: 600,
    announcement:
      'The person you are trying to reach is not available. The mailbox is full and can not accept any messages at this time. Goodbye.',
    after: { do: 'hang-up' },
  },
  {
    kind: 'machine',
    id: 'call-screening',
    summary: 'A phone that asks callers for their name and reason; the owner takes honest calls.',
    voice: ROBOTIC,
    pickUp: { how: 'answers', afterMs: 2_500 },
    detectedAs: 'not_sure',
    reactionMs: 800,
    announcement: "Hi. If you record your name and reason for calling, I'll see if this person is available.",
    after: {
      do: 'screen',
      person: person({
        id: 'after-screening',
        summary: 'Took the call after reading who it was.',
        voice: { flite: 'awb', pitch: 1.03, stretch: 0.98, roomDbfs: -57 },
        opening: 'Hello, this is {first}. You are calling about the roof?',
        replies: { greets: [{ say: 'Sure, go ahead.' }] },
      }),
    },
  },
  person({
    id: 'no-answer',
    summary: 'Nobody picks up.',
    voice: RECORDED,
    pickUp: { how: 'rings-out' },
  }),
  person({
    id: 'line-busy',
    summary: 'The line is busy.',
    voice: RECORDED,
    pickUp: { how: 'busy' },
  }),
  person({
    id: 'declines',
    summary: 'Presses the red button.',
    voice: RECORDED,
    pickUp: { how: 'declines', afterMs: 2_800 },
  }),
]
