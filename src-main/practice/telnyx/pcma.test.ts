import { expect, it } from 'vitest'
import { encodePcmu } from '../../core/audio/pcmu.ts'
import { toPcma } from './pcma.ts'

it('turns silence and loud sound into the A-law codes of the standard', () => {
  const [silence, loud, deep] = toPcma(encodePcmu(Int16Array.of(0, 32_000, -32_000)))
  expect(silence).toBe(0xd5)
  expect(loud).toBe(0xaa)
  expect(deep).toBe(0x2a)
})
