import { describe, expect, it } from 'vitest'
import { type ScriptedCall, say, scriptedCall } from './scripted-call.ts'

const DISCLOSURE = 'A robot calls.'
const GOODBYE = 'Sorry, I have a technical problem. Please call our office number. Goodbye.'

const trouble = [
  {
    what: 'the voice is gone',
    happens: ({ call }: ScriptedCall) => call.speech.voiceLost('gone'),
    reason: 'trouble',
  },
  {
    what: 'every recogniser is gone',
    happens: ({ call }: ScriptedCall) => call.hearing.recognitionLost('gone'),
    reason: 'trouble',
  },
  {
    what: 'the money or the time is over',
    happens: ({ call }: ScriptedCall) => call.timeRunsOut(),
    reason: 'time-limit',
  },
  {
    what: 'the homeowner presses 9',
    happens: ({ call }: ScriptedCall) => call.digitPressed('9'),
    reason: 'opted-out',
  },
] as const

describe('before a homeowner has heard who calls', () => {
  it.each(trouble)('nothing is said to them, and the agent hangs up: $what', async ({ happens, reason }) => {
    const scene = scriptedCall([])
    await scene.clock.run(400)
    happens(scene)
    await scene.clock.run(12_000)
    expect(scene.phone.heard.trim()).toBe('')
    expect(scene.hangUps).toEqual([reason])
  })

  it('the disclosure is heard to its end when the voice is lost in the middle of it, then the goodbye', async () => {
    const scene = scriptedCall([])
    await say(scene, 'hello', 200)
    await scene.clock.run(300)
    expect(scene.phone.heard.trim().length).toBeGreaterThan(1)
    expect(scene.phone.heard.trim().length).toBeLessThan(DISCLOSURE.length)
    scene.call.speech.voiceLost('gone')
    await scene.clock.run(12_000)
    expect(scene.phone.heard.replaceAll(/\s+/g, ' ').trim()).toBe(`${DISCLOSURE} ${GOODBYE}`)
    expect(scene.hangUps).toEqual(['trouble'])
  })
})
