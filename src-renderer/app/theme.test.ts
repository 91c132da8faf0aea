import { expect, it } from 'vitest'
import { theme } from './theme.ts'

it('a number field keeps what was typed in it, even where it is too small or too large', () => {
  expect(theme.components?.NumberInput?.defaultProps).toMatchObject({ clampBehavior: 'none' })
})

it('no number field has a rule of its own', () => {
  const screens = import.meta.glob('../**/*.tsx', { query: '?raw', import: 'default', eager: true })
  const own = Object.entries(screens).filter(([, source]) => String(source).includes('clampBehavior'))
  expect(own.map(([path]) => path)).toEqual([])
})
