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

describe('a model that says what may never be said', () => {
  it('is not heard saying it, and the call goes on', async () => {
    const scene = scriptedCall([
      'Good that you ask. We will waive your deductible. Is the roof old?',
      'I am a real person.',
    ])
    await scene.clock.run(3_000)
    await say(scene, 'Can you help me with the money?')
    await scene.clock.run(8_000, () => scene.phone.heard.includes('old?'))
    await scene.clock.run(500)
    expect(scene.phone.heard).toContain('Good that you ask. Is the roof old?')
    expect(scene.phone.heard).not.toContain('deductible')
    await say(scene, 'Are you a robot?')
    await scene.clock.run(6_000)
    expect(scene.phone.heard).not.toContain('real person')
    expect(scene.phone.heard).toContain("I'm sorry, I didn't catch that.")
    const left = scene.log.filter((entry) => entry.kind === 'trouble' && entry.what === 'forbidden-words')
    expect(left).toHaveLength(2)
    const said = [...scene.turns.values()].map(({ heard_text }) => heard_text).join(' ')
    expect(said).not.toContain('deductible')
  })
})
