import type { Person } from '../character.ts'

/** What most people would answer; a character overrides what makes them themselves. */
const ordinaryReplies: Person['replies'] = {
  greets: [{ say: "Oh, hi. Yeah, I've got a minute." }],
  'asks-if-good-time': [{ say: 'Yeah, now is fine.' }],
  'asks-when-to-call': [{ say: 'Tomorrow after five would be better.' }],
  'asks-owner': [{ say: 'Yes, we own it.' }, { say: "Yes, like I said, it's ours." }],
  'asks-roof-age': [
    { say: "I'd say it's about {age} years old." },
    { say: 'About {age} years, like I said.' },
  ],
  'asks-damage': [
    { say: 'There was some hail this spring, and I found a few bits of shingle in the yard.' },
    { say: 'Just those shingles in the yard, nothing inside.' },
  ],
  'asks-insurance': [{ say: "No, we haven't called the insurance company yet." }],
  'asks-who-decides': [{ say: "It's just me here." }, { say: 'I decide that on my own.' }],
  'asks-address': [{ say: "Yes, that's right, {street}." }, { say: "Yes, that's the address." }],
  'asks-day': [{ say: 'Mornings are usually good for me.' }],
  'offers-slots': [{ say: '{choice} works for me.', mood: 'friendly' }, { say: "Let's do {choice}." }],
  'confirms-booking': [
    { say: 'Great, thank you. Bye.', mood: 'friendly' },
    { say: 'Okay, bye bye.', next: 'hang-up' },
  ],
  'confirms-callback': [{ say: 'Sounds good. Bye.' }, { say: 'Okay, bye.', next: 'hang-up' }],
  'confirms-removal': [{ say: 'Okay.', next: 'hang-up' }],
  'answers-price': [{ say: 'Okay, that sounds fair.' }, { say: 'Alright then.' }],
  'admits-ai': [{ say: 'Huh. Okay, go ahead.' }, { say: 'Okay.' }],
  refuses: [{ say: 'Alright, I understand.' }],
  'checks-presence': [{ say: "Yes, I'm here." }],
  'says-goodbye': [{ say: 'Bye now.', mood: 'friendly', next: 'hang-up' }],
  'asks-anything': [{ say: 'Yes, I think so.' }, { say: "I'm not sure, to be honest." }, { say: 'Yeah.' }],
  states: [{ say: 'Okay.' }, { say: 'Alright.' }, { say: 'Mm-hm, okay.' }],
  unclear: [{ say: "Sorry, I didn't catch that." }, { say: 'Sorry, you are breaking up.' }],
}

export const person = (
  own: Pick<Person, 'id' | 'summary' | 'voice'> & Partial<Omit<Person, 'kind' | 'id' | 'summary' | 'voice'>>,
): Person => ({
  kind: 'person',
  language: 'en',
  pickUp: { how: 'answers', afterMs: 3_200 },
  detectedAs: 'human_residence',
  reactionMs: 550,
  opening: 'Hello?',
  slotPreference: 'first',
  patience: 14,
  ...own,
  replies: { ...ordinaryReplies, ...own.replies },
})
