import { describe, expect, it } from 'vitest'
import { say, scriptedCall } from './scripted-call.ts'

const requests = (scene: ReturnType<typeof scriptedCall>): string =>
  JSON.stringify(scene.asked.map(({ messages }) => messages))

describe('a homeowner who speaks Spanish', () => {
  it('is told again who calls, in Spanish, and is answered in Spanish from then on', async () => {
    const scene = scriptedCall(['Claro, son $12,450.', 'Gracias.'])
    await scene.clock.run(3_000)
    scene.phone.heard = ''
    await say(scene, 'Perdón, no hablo inglés. ¿Cuánto cuesta el techo?')
    await scene.clock.run(14_000)
    expect(scene.phone.heard.replaceAll(/\s+/g, ' ').trim()).toBe(
      'Llama un robot. Alex, le llamo por la inspección gratuita del techo que nos pidió. Claro, son doce mil cuatrocientos cincuenta dólares.',
    )
    expect(requests(scene)).toContain('language=\\"es\\"')
    scene.phone.heard = ''
    await scene.clock.run(10_000, () => scene.phone.heard.length > 5)
    await scene.clock.run(2_000)
    expect(scene.phone.heard).toContain('¿Sigue ahí?')
  })

  it('is told so after the English words that must not be cut', async () => {
    const scene = scriptedCall(['Claro.'])
    await scene.clock.run(1_000)
    scene.call.hearing.turnStarted()
    scene.call.hearing.turnDone('¿Quién habla, por favor?')
    await scene.clock.run(12_000)
    expect(scene.phone.heard.replaceAll(/\s+/g, ' ').trim()).toBe(
      'A robot calls. Llama un robot. Alex, le llamo por la inspección gratuita del techo que nos pidió. Claro.',
    )
  })

  it('may go back to English', async () => {
    const scene = scriptedCall(['Claro.', 'Of course.'])
    await scene.clock.run(3_000)
    await say(scene, '¿Habla usted español?')
    await scene.clock.run(8_000)
    scene.phone.heard = ''
    await say(scene, 'Well, I can speak English with you.')
    await scene.clock.run(8_000)
    expect(scene.phone.heard).toContain('Of course.')
    expect(JSON.stringify(scene.asked.at(-1)?.messages)).toContain('language=\\"en\\"')
  })

  it('is not confused with somebody who has a Spanish name or says one courteous word', async () => {
    const scene = scriptedCall(['Good.'])
    await scene.clock.run(3_000)
    await say(scene, 'Maria Alvarez, gracias.')
    await scene.clock.run(4_000)
    expect(scene.phone.heard).not.toContain('robot. Llama')
    expect(requests(scene)).not.toContain('language=\\"es\\"')
  })
})
