import { describe, expect, it } from 'vitest'
import { scriptedCall } from './scripted-call.ts'

describe('a line that brings no audio any more', () => {
  it('still lets a turn that was going on come to its end', async () => {
    const scene = scriptedCall(['I see.'])
    await scene.clock.run(3_000)
    scene.phone.speaking = true
    await scene.clock.run(300)
    scene.call.hearing.turnStarted()
    await scene.clock.run(300)
    scene.call.hearing.turnUpdated('we have an old one')
    scene.phone.sending = false
    scene.phone.heard = ''
    await scene.clock.run(4_000)
    expect(scene.phone.heard.trim()).toBe('I see.')
    const voice = scene.log.flatMap((entry) =>
      entry.kind === 'turn' && entry.event.type.startsWith('voice-') ? [entry.event.type] : [],
    )
    expect(voice.at(-1)).toBe('voice-ended')
  })
})
