import { describe, expect, it } from 'vitest'
import { intentOf, namesTime } from './text-intents.ts'

describe('what a text asks for', () => {
  it.each([
    'STOP',
    'stop',
    ' Stop. ',
    'STOPALL',
    'stop all',
    'UNSUBSCRIBE',
    'Cancel',
    'END',
    'quit',
    'Revoke',
    'opt out',
    'optout',
    'remove me',
    'please stop',
    'Stop please',
    'stop texting me',
    'Stop texting me!!',
    'Stop sending me these',
    "don't text me",
    'do not text this number again',
    'quit messaging me',
    'no more texts',
    'stop calling me',
    'take me off your list',
    'never contact me again',
    'lose my number',
    'ALTO',
    'Alto por favor',
    'pare',
    'basta',
    'no más',
    'cancelar',
    'baja',
    'no me escriba más',
    'no me mande mensajes',
    'deje de escribirme',
    'no me llame más',
    'remove my number',
  ])('"%s" is a request to stop', (text) => {
    expect(intentOf(text)).toBe('stop')
  })

  it.each([
    'Yes, call me please.',
    'YES',
    'yes',
    'Yeah sure',
    'ok',
    'call me',
    'Please call me tomorrow at 5',
    'give me a call',
    'Sí, llámeme mañana a las cinco.',
    'claro',
    'YES but call me tomorrow after 5',
    'sure, give us a ring',
  ])('"%s" asks to be called', (text) => {
    expect(intentOf(text)).toBe('call-me')
  })

  it.each([
    'How much is it?',
    'who is this',
    'the roof stopped leaking',
    'can you stop by on Friday?',
    'I have a stop sign out front',
    'yes we already had it done',
    'ok but not interested',
    'cancel my inspection',
    'Thanks, see you then',
    'end of the month maybe',
  ])('"%s" is for a person', (text) => {
    expect(intentOf(text)).toBe('other')
  })

  it.each([
    ['HELP', 'help'],
    ['ayuda', 'help'],
    ['START', 'start'],
    ['unstop', 'start'],
  ])('"%s" is %s', (text, intent) => {
    expect(intentOf(text)).toBe(intent)
  })

  it.each([
    ['YES but call me tomorrow after 5', true],
    ['call me at 5', true],
    ['Sí, llámeme mañana a las cinco.', true],
    ['call me friday', true],
    ['in an hour', true],
    ['Yes, call me please.', false],
    ['YES', false],
    ['ok call me', false],
  ])('whether "%s" names a time: %s', (text, expected) => {
    expect(namesTime(text)).toBe(expected)
  })
})
