import { describe, expect, it } from 'vitest'
import { type ScriptedCall, say, scriptedCall } from './scripted-call.ts'

const REPLY = 'We look at the roof, we take pictures, and we write down what we find for you.'

/** A call in the middle of a long reply, whose audio then goes nowhere and comes from nowhere. */
async function cutInMidReply(): Promise<ScriptedCall> {
  const scene = scriptedCall([REPLY])
  await scene.clock.run(4_000)
  await say(scene, 'what do you do')
  scene.phone.heard = ''
  await scene.clock.run(2_500)
  expect(scene.phone.heard.length).toBeGreaterThan(10)
  expect(scene.phone.heard.length).toBeLessThan(REPLY.length - 20)
  scene.phone.cut = true
  return scene
}

describe('when the way to the phone is cut in the middle of a sentence', () => {
  it.each([
    { noticedAfterMs: 100, gapMs: 500, excused: false },
    { noticedAfterMs: 1_500, gapMs: 4_000, excused: true },
  ])('goes on from the last heard word: %o', async ({ noticedAfterMs, gapMs, excused }) => {
    const scene = await cutInMidReply()
    await scene.clock.run(noticedAfterMs)
    scene.call.streamBroke()
    const before = scene.phone.heard.trim()
    await scene.clock.run(gapMs)
    scene.phone.cut = false
    scene.phone.heard = ''
    scene.call.streamResumed()
    await scene.clock.run(12_000)
    const after = scene.phone.heard.trim()
    expect(after.startsWith('Sorry about that')).toBe(excused)
    const rest = after.replace('Sorry about that, we were cut off for a moment.', '').trim()
    expect(REPLY.endsWith(rest.split(' Are you still there')[0] as string)).toBe(true)
    // Not a word is lost, and at most the last two marks' worth is said twice.
    const repeated = before.length + rest.split(' Are you still there')[0]!.length - REPLY.length
    expect(repeated).toBeGreaterThanOrEqual(-1)
    expect(repeated).toBeLessThan(16)
    expect(scene.hangUps).toEqual([])
  })

  it('sends no frame while nobody can hear it', async () => {
    const scene = await cutInMidReply()
    scene.call.streamBroke()
    const sent = scene.phone.sentFrames
    await scene.clock.run(8_000)
    expect(scene.phone.sentFrames).toBe(sent)
  })

  it('keeps an answer that is made meanwhile, and says it whole afterwards', async () => {
    const scene = scriptedCall([REPLY])
    await scene.clock.run(4_000)
    await say(scene, 'what do you do')
    scene.phone.heard = ''
    scene.phone.cut = true
    scene.call.streamBroke()
    const sent = scene.phone.sentFrames
    await scene.clock.run(4_000)
    expect(scene.phone.sentFrames).toBe(sent)
    scene.phone.cut = false
    scene.call.streamResumed()
    await scene.clock.run(7_000)
    expect(scene.phone.heard.trim()).toContain(REPLY)
  })

  it('tells how long it lasted', async () => {
    const scene = await cutInMidReply()
    scene.call.streamBroke()
    await scene.clock.run(2_000)
    scene.call.streamResumed()
    expect(scene.log).toContainEqual(
      expect.objectContaining({ kind: 'trouble', what: 'line-broke', detail: '2000 ms' }),
    )
  })
})
