import { describe, expect, it } from 'vitest'
import { characterById } from '../../src-main/practice/homeowners/directory.ts'
import { news, talking } from './dialing-world.ts'
import { type ScriptedCall, say, scriptedCall } from './scripted-call.ts'
import { simulateCall } from './simulated-call.ts'

const REPLY = 'We look at the roof, we take pictures, and we write down what we find for you.'
const CONFIRMATION = "Understood. I've taken you off our list. Goodbye."
/** compliance.md section 17, row 13. */
const OVER_WITHIN_MS = 5_000

async function inMidReply(): Promise<ScriptedCall> {
  const scene = scriptedCall([REPLY])
  await scene.clock.run(4_000)
  await say(scene, 'what do you do')
  await scene.clock.run(2_500)
  expect(scene.phone.heard).toContain('We look')
  return scene
}

describe('key 9', () => {
  it('cuts the agent short, is confirmed, and ends the call within five seconds', async () => {
    const scene = await inMidReply()
    scene.phone.heard = ''
    const asked = scene.asked.length
    const pressedAtMs = scene.clock.monotonicMs()
    scene.call.digitPressed('9')
    expect(scene.suppressed).toEqual(['pressed 9'])
    expect(scene.phone.clearedAtMs).toBe(pressedAtMs)
    await scene.clock.run(OVER_WITHIN_MS)
    expect(scene.hangUps).toEqual(['opted-out'])
    expect(scene.phone.heard.replaceAll(/\s+/g, ' ').trim()).toBe(CONFIRMATION)
    // No model has a say in it.
    expect(scene.asked.length).toBe(asked)
  })

  it('stands in the record at the moment it was pressed, not where the homeowner last spoke', async () => {
    const scene = await inMidReply()
    const pressedAtMs = scene.clock.monotonicMs()
    scene.call.digitPressed('9')
    await scene.clock.run(OVER_WITHIN_MS)
    const pressed = [...scene.turns.values()].find(({ text }) => text === 'pressed 9')
    expect(pressed).toMatchObject({ started_at_ms: pressedAtMs, ended_at_ms: pressedAtMs })
  })

  it('counts while the desk has the call, and while nothing can be heard', async () => {
    const taken = await inMidReply()
    taken.call.desk.takeOver()
    taken.call.digitPressed('9')
    expect(taken.suppressed).toEqual(['pressed 9'])
    const cut = await inMidReply()
    cut.call.streamBroke()
    cut.call.digitPressed('9')
    expect(cut.suppressed).toEqual(['pressed 9'])
    expect(cut.hangUps).toEqual(['opted-out'])
  })

  it('is no other key', async () => {
    const scene = await inMidReply()
    for (const digit of ['0', '1', '8', '#', '*', '99', '']) scene.call.digitPressed(digit)
    await scene.clock.run(OVER_WITHIN_MS)
    expect(scene.suppressed).toEqual([])
    expect(scene.hangUps).toEqual([])
  })

  it('takes a homeowner off the list who presses it when the disclosure offers it', async () => {
    const call = await simulateCall(characterById('presses-nine'), 1)
    expect(call.suppressed).toEqual(['pressed 9'])
    expect(call.hangUps).toEqual(['opted-out'])
    expect(call.turns.at(-1)?.heard_text).toBe(CONFIRMATION)
  })

  it('puts the number on the do-not-call list, and the call down as one', async () => {
    const w = await talking()
    await w.run(3_000)
    w.streams.get(w.callId)?.digitPressed('9')
    await w.run(OVER_WITHIN_MS)
    expect(w.suppressed).toEqual(['pressed 9'])
    expect(w.hungUp).toEqual([`v3:${w.callId}`])
    w.dialer.carrierSaid(news.ended(w.callId))
    expect(w.calls.get(w.callId)).toMatchObject({ status: 'ended', outcome: 'do_not_call' })
  })
})
