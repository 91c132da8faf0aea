import { describe, expect, it } from 'vitest'
import { say, scriptedCall } from './scripted-call.ts'

describe('a call that costs too much', () => {
  it('is wrapped up politely when the model has written more than any talk needs', async () => {
    const replies = Array.from({ length: 20 }, (_, i) => `Answer number ${i} is this.`)
    const scene = scriptedCall(replies, {}, 3_000)
    await scene.clock.run(3_000)
    for (let i = 0; i < 8 && scene.hangUps.length === 0; i++) {
      await say(scene, `Then tell me about matter ${i}, please.`)
      await scene.clock.run(3_000)
    }
    await scene.clock.run(20_000, () => scene.hangUps.length > 0)
    expect(scene.hangUps).toEqual(['time-limit'])
    expect(scene.asked).toHaveLength(4)
    expect(scene.phone.heard).toContain('I have to wrap up here.')
  })
})
