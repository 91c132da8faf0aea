import type { Person } from '../character.ts'
import { person } from './ordinary.ts'

/** People with whom an inspection can be booked. */
export const willingPeople: readonly Person[] = [
  person({
    id: 'books-at-once',
    answersText: 'Yes, call me please.',
    summary: 'Has been waiting for the call and takes the first time offered.',
    voice: { flite: 'slt', pitch: 1.04, stretch: 1, roomDbfs: -58 },
    opening: 'Hello, this is {first}.',
    replies: {
      greets: [
        { say: "Oh, good, I've been waiting for your call. Yes, now is a great time.", mood: 'friendly' },
      ],
      'asks-damage': [{ say: "Yes, there's a stain on the bedroom ceiling since the last storm." }],
      'offers-slots': [{ say: '{choice} works great.', mood: 'friendly' }],
    },
  }),
  person({
    id: 'insured-storm-damage',
    summary: 'Hail damage, an insurer and an adjuster on the way; careful, but books.',
    voice: { flite: 'rms', pitch: 0.96, stretch: 1, roomDbfs: -56 },
    opening: 'Yes, hello?',
    slotPreference: 'morning',
    reactionMs: 700,
    replies: {
      greets: [{ say: 'Right, the roof. We got hit pretty hard by that hail, so yes, go ahead.' }],
      'asks-damage': [{ say: 'The gutters are dented and the neighbor already got a new roof.' }],
      'asks-insurance': [{ say: 'I opened a claim last week, but the adjuster has not been out yet.' }],
      'offers-slots': [
        { say: 'Will the insurance pay for the whole thing?' },
        { say: 'Okay. {choice} would be best.' },
      ],
    },
  }),
  person({
    id: 'sceptical-about-price',
    answersText: 'How much is it?',
    summary: 'Wants to know what it costs before anything else, then books.',
    voice: { flite: 'awb', pitch: 0.97, stretch: 0.96, roomDbfs: -57 },
    replies: {
      greets: [{ say: 'Maybe. How much is this going to cost me?', mood: 'doubtful' }],
      'answers-price': [
        { say: "So there's really no catch? Okay, go on." },
        { say: 'Alright, fair enough.' },
      ],
      'offers-slots': [
        { say: 'And I am not signing anything on the spot, right?', mood: 'doubtful' },
        { say: 'Fine, {choice} then.' },
      ],
      'confirms-booking': [{ say: 'Alright. Thanks, bye.' }, { say: 'Bye.', next: 'hang-up' }],
    },
    slotPreference: 'second',
  }),
  person({
    id: 'says-mm-hm',
    summary: 'Murmurs while listening and never means to interrupt.',
    voice: { flite: 'slt', pitch: 0.95, stretch: 1.05, roomDbfs: -57 },
    backchannelEveryWords: 9,
    backchannels: ['Mm-hm.', 'Right.', 'Uh-huh.'],
    replies: {
      greets: [{ say: 'Sure, go ahead.' }],
      'offers-slots': [{ say: 'Mm, let me see. {choice} works.' }],
    },
  }),
  person({
    id: 'pauses-mid-sentence',
    summary: 'Thinks aloud and stops in the middle of sentences.',
    voice: { flite: 'awb', pitch: 0.93, stretch: 1.12, roomDbfs: -56 },
    reactionMs: 1_000,
    replies: {
      greets: [{ say: 'Well, [pause 1100] yes, I suppose this is alright.' }],
      'asks-roof-age': [{ say: 'Let me think, [pause 1300] it must be, [pause 900] about {age} years.' }],
      'asks-damage': [{ say: 'There is a, [pause 1200] a sort of dark spot on the garage ceiling.' }],
      'offers-slots': [{ say: 'I could do, [pause 1200] {choice}.' }],
    },
    slotPreference: 'afternoon',
  }),
  person({
    id: 'asks-if-robot',
    summary: 'Asks whether it is a robot, is fine with the truth, and books.',
    voice: { flite: 'rms', pitch: 1.05, stretch: 0.95, roomDbfs: -57 },
    replies: {
      greets: [{ say: 'Wait, are you a robot?', mood: 'doubtful' }],
      'admits-ai': [{ say: 'Well, at least you are honest about it. Go ahead.' }, { say: 'Alright.' }],
    },
  }),
  person({
    id: 'hard-of-hearing',
    summary: 'Needs things said again, and then books.',
    voice: { flite: 'kal16', pitch: 0.94, stretch: 1.1, roomDbfs: -54 },
    opening: 'Hello? Who is this?',
    reactionMs: 900,
    replies: {
      greets: [
        { say: 'What? Say that again, please?', mood: 'confused' },
        { say: 'Oh, the roof. Yes, yes.' },
      ],
      'asks-if-good-time': [{ say: 'Oh, about the roof? Yes, that is fine.' }],
      states: [{ say: 'Oh, the roof. Yes, go ahead, but speak up.' }, { say: 'Alright.' }],
      'offers-slots': [
        { say: 'What was that? Can you repeat that?', mood: 'confused' },
        { say: '{choice}, did you say? That works.' },
      ],
    },
  }),
  person({
    id: 'spanish-speaker',
    answersText: 'Sí, llámeme mañana a las cinco.',
    summary: 'Speaks Spanish only, and books.',
    language: 'es',
    voice: { flite: 'slt', pitch: 1.08, stretch: 1.08, roomDbfs: -57 },
    opening: '¿Bueno?',
    replies: {
      greets: [
        { say: 'Perdón, no hablo inglés. ¿Habla español?' },
        { say: 'Ah, sí, gracias. Sí, tengo un momento.' },
      ],
      'asks-if-good-time': [{ say: 'Sí, está bien.' }],
      'asks-owner': [{ say: 'Sí, la casa es nuestra.' }],
      'asks-roof-age': [{ say: 'Creo que tiene unos {age} años.' }],
      'asks-damage': [{ say: 'Sí, hay una gotera en la cocina.' }],
      'asks-insurance': [{ say: 'No, todavía no llamamos al seguro.' }],
      'asks-who-decides': [{ say: 'Solo yo, gracias.' }],
      'asks-address': [{ say: 'Sí, es correcto.' }],
      'asks-day': [{ say: 'Mejor por la mañana.' }],
      'offers-slots': [{ say: 'Sí, {choice} está bien.' }],
      'confirms-booking': [{ say: 'Muchas gracias. Adiós.' }, { say: 'Adiós.', next: 'hang-up' }],
      'confirms-callback': [{ say: 'Está bien, gracias. Adiós.', next: 'hang-up' }],
      'says-goodbye': [{ say: 'Adiós.', next: 'hang-up' }],
      'asks-anything': [{ say: 'Sí, claro.' }, { say: 'No estoy segura.' }],
      'checks-presence': [{ say: 'Sí, aquí estoy.' }],
      'answers-price': [{ say: 'Ah, qué bueno.' }],
      'admits-ai': [{ say: 'Ah, está bien.' }],
      states: [{ say: 'Sí, dígame.' }, { say: 'Está bien.' }],
      unclear: [{ say: 'Perdón, no le escuché.' }],
    },
  }),
]
