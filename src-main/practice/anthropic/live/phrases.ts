/** The agent's own turns of phrase. Several of each, so that it does not repeat itself. */

export type Language = 'en' | 'es'

interface Phrase {
  readonly en: readonly string[]
  readonly es: readonly string[]
}

const PHRASES = {
  thanks: {
    en: ['Thanks, that helps.', 'Got it.', 'Okay, good to know.', 'I see, thank you.'],
    es: ['Gracias, eso ayuda.', 'Entiendo.', 'Muy bien.'],
  },
  begin: {
    en: ['Great, this will be quick.', 'Thank you.', 'Wonderful.'],
    es: ['Muy bien, será rápido.', 'Gracias.'],
  },
  goOn: { en: ['Okay.', 'Alright.'], es: ['Está bien.'] },
  lookUp: {
    en: [
      'Let me see what times we have.',
      'One moment, I will check our calendar.',
      'Let me look at the schedule.',
    ],
    es: ['Déjeme ver qué horarios tenemos.', 'Un momento, reviso el calendario.'],
  },
  putDown: {
    en: ['Let me put that down.', 'Perfect, let me put that down.'],
    es: ['Perfecto, lo anoto ahora mismo.', 'Lo anoto.'],
  },
  noSlots: {
    en: ["I don't see an open time right now. I'll have the office call you to set one up."],
    es: ['Ahora no veo un horario libre. La oficina le llamará para acordarlo.'],
  },
  whichDay: {
    en: ['What day usually works best for you?', 'Is there another day that suits you better?'],
    es: ['¿Qué día le conviene más?'],
  },
  admitAi: {
    en: [
      "Yes, I'm an A.I. assistant calling for {company}. A person from our team does the inspection.",
      "I am, yes. I'm an A.I. assistant for {company}, and I set up the visits for our inspectors.",
    ],
    es: ['Sí, soy una asistente de inteligencia artificial de {company}. La inspección la hace una persona.'],
  },
  refusePromise: {
    en: [
      "I can't promise anything about insurance or your deductible, that's between you and your insurer. The inspection itself is free.",
      "I'm not able to promise what insurance covers. Our inspector can show you the facts, and the visit is free.",
      "That's not something I can promise. What I can offer is a free, honest inspection.",
    ],
    es: ['No puedo prometer nada sobre el seguro ni el deducible. La inspección sí es gratis.'],
  },
  refuseDiscount: {
    en: [
      "I'm not able to offer discounts over the phone. The inspection is free, and you would get any price in writing.",
      "I can't give a discount myself. Your estimator can go over pricing with you in person.",
    ],
    es: ['No puedo ofrecer descuentos por teléfono. La inspección es gratis.'],
  },
  price: {
    en: [
      'The inspection is free, and there is no obligation.',
      "There's no cost for the inspection, and you decide afterwards.",
    ],
    es: ['La inspección es gratis y sin compromiso.'],
  },
  commitment: {
    en: ["No, you don't have to sign anything. It's just a look at the roof, and you decide afterwards."],
    es: ['No, no tiene que firmar nada.'],
  },
  howLong: {
    en: ['It takes about thirty minutes, and you only need to be there for a few of them.'],
    es: ['Dura unos treinta minutos.'],
  },
  who: {
    en: [
      'This is the A.I. assistant for {company}, about the roof inspection you asked for.',
      "I'm calling for {company}, about your roof inspection request.",
    ],
    es: ['Le habla la asistente de inteligencia artificial de {company}, sobre la inspección de su techo.'],
  },
  hello: { en: ['Hi there.', 'Hello.'], es: ['Hola.'] },
  screener: {
    en: [
      'This is the A.I. assistant for {company}, calling {first} about the roof inspection that was requested.',
    ],
    es: ['Habla la asistente de inteligencia artificial de {company}, sobre la inspección del techo.'],
  },
  waiting: { en: ['Thank you, I will wait.'], es: ['Gracias, espero.'] },
  stillNoTime: {
    en: ["No worries. I'll have the office call you to find a time that suits you."],
    es: ['No se preocupe. La oficina le llamará para buscar una hora.'],
  },
  bye: { en: ['Goodbye.', 'Bye now.', 'Take care, bye.'], es: ['Adiós.', 'Hasta luego.'] },
  here: { en: ["Yes, I'm here.", "I'm still here."], es: ['Sí, aquí estoy.'] },
  again: {
    en: ['Of course.', 'Sure, no problem.', 'Let me say that again.'],
    es: ['Claro que sí.', 'Con gusto.'],
  },
  spanish: {
    en: ['Claro que sí, podemos hablar en español.'],
    es: ['Claro que sí. Le llamo de {company} sobre la inspección gratis de su techo.'],
  },
  removed: {
    en: ["I understand. I've taken you off our list, and you won't hear from us again. Goodbye."],
    es: ['Entiendo. Ya está fuera de nuestra lista y no le volveremos a llamar. Adiós.'],
  },
  wrongNumber: {
    en: ["I'm sorry to have bothered you, I have the wrong number. I'll correct our records. Goodbye."],
    es: ['Disculpe la molestia, tengo el número equivocado. Adiós.'],
  },
  hostile: {
    en: ["I'm sorry to have bothered you. I'll let you go. Goodbye."],
    es: ['Disculpe la molestia. Adiós.'],
  },
  callBack: {
    en: ["Of course. We'll call you back {when}. Thank you, goodbye."],
    es: ['Por supuesto. Le llamaremos {when}. Gracias, adiós.'],
  },
  askWhen: {
    en: ['No problem. When would be a better time to call you back?'],
    es: ['No hay problema. ¿Cuándo podemos llamarle?'],
  },
  notInterested: {
    en: ['No problem at all. Thanks for your time, and have a good day. Goodbye.'],
    es: ['No hay problema. Gracias por su tiempo. Adiós.'],
  },
  notOwner: {
    en: ['I understand. The owner would need to decide that, so I will not take more of your time. Goodbye.'],
    es: ['Entiendo. Tendría que decidirlo el dueño. Gracias, adiós.'],
  },
  booked: {
    en: [
      "You're all set for {slot}, at {address}. Is there anything else I can help with?",
      "You're booked for {slot}, at {address}. Do you have any questions?",
    ],
    es: ['Queda confirmado: {slot}, en {address}. ¿Algo más?'],
  },
  closing: {
    en: ['Thank you, and have a great day. Goodbye.', 'Thanks for your time. Goodbye.'],
    es: ['Muchas gracias. Que tenga un buen día. Adiós.'],
  },
  backAgain: {
    en: ["It's the assistant again, thank you for your patience."],
    es: ['Soy la asistente otra vez, gracias por su paciencia.'],
  },
  sorry: { en: ['Sorry for the pause.'], es: ['Disculpe la pausa.'] },
  notBooked: {
    en: [
      "I'm sorry, that time did not go through. Let me check again.",
      'Sorry, let me look for another time.',
    ],
    es: ['Disculpe, esa hora no quedó. Déjeme revisar.'],
  },
} as const satisfies Record<string, Phrase>

export type PhraseName = keyof typeof PHRASES

/** A phrase that was not the last thing said, as far as there is a choice. */
export function phrase(
  name: PhraseName,
  language: Language,
  spoken: readonly string[],
  fill: Readonly<Record<string, string>> = {},
): string {
  const variants: readonly string[] = PHRASES[name][language]
  const filled = variants.map((variant) => variant.replace(/\{(\w+)\}/g, (_, key: string) => fill[key] ?? ''))
  const usedBefore = (line: string): number => spoken.filter((text) => text.includes(line)).length
  return [...filled].sort((a, b) => usedBefore(a) - usedBefore(b))[0] ?? ''
}
