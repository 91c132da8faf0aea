import { describe, expect, it } from 'vitest'
import { judgeAnswer } from './answering.ts'

describe('who picked up', () => {
  it.each([
    ['Please leave a message after the tone.', 'voicemail'],
    ["You've reached the voicemail of Dana Fernwick.", 'voicemail'],
    ['Your call has been forwarded to an automated voice messaging system.', 'voicemail'],
    ["Hi, this is Bob, I can't come to the phone right now.", 'voicemail'],
    ['Deje su mensaje después del tono.', 'voicemail'],
    ['Ha llegado al buzón de voz de Ana.', 'voicemail'],
    ['The mailbox is full and cannot accept any messages at this time.', 'mailbox-full'],
    ["If you record your name and reason for calling, I'll see if this person is available.", 'screener'],
    ['Hello?', 'unknown'],
    ['Hi, who is this?', 'unknown'],
    ['Did you leave me a voicemail?', 'unknown'],
    ['Yes, I got your voicemail yesterday.', 'unknown'],
    ['Your letter was forwarded to me by my son.', 'unknown'],
    ['¿Bueno? ¿Quién habla?', 'unknown'],
  ])('of "%s" is judged %s', (text, judged) => {
    expect(judgeAnswer(text)).toBe(judged)
  })
})
