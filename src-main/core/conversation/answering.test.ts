import { describe, expect, it } from 'vitest'
import { judgeAnswer } from './answering.ts'

describe('who answered', () => {
  it.each([
    ['You have reached the voicemail of Maria Lopez.', 'voicemail'],
    ["This is John's voice mail, talk to me.", 'voicemail'],
    ['Your call has been forwarded to an automatic voice message system.', 'voicemail'],
    ['Please leave a message after the beep.', 'voicemail'],
    ["We can't come to the phone, leave us a short message.", 'voicemail'],
    ['Por favor, deje su mensaje.', 'voicemail'],
    ['Grabe su recado después del tono.', 'voicemail'],
    ['Usted ha llamado al buzón de voz de Carlos.', 'voicemail'],
    ['The mailbox is full. Goodbye.', 'mailbox-full'],
    ['You have reached voicemail. This mailbox cannot accept any new messages.', 'mailbox-full'],
    ['El buzón de voz está lleno.', 'mailbox-full'],
    ['Please state your name and reason for calling.', 'screener'],
    ["I'll see if this person is available.", 'screener'],
    ['Diga su nombre y el motivo de su llamada.', 'screener'],
    ['Did you leave me a voicemail?', 'unknown'],
    ['Hi, did you leave a message yesterday?', 'unknown'],
    ['I got your voicemail. Who is this?', 'unknown'],
    ['My mail was forwarded to my new house.', 'unknown'],
    ['Hello?', 'unknown'],
    ['¿Bueno? ¿Me dejó un mensaje de voz?', 'unknown'],
    ['Escuché mi buzón de voz. ¿Quién habla?', 'unknown'],
  ] as const)('hears “%s” as %s', (text, by) => expect(judgeAnswer(text)).toBe(by))
})
