import { expect, it } from 'vitest'
import { screens } from './screens.ts'

const pictures = Object.keys(import.meta.glob('../../resources/screenshots/*.png')).map((path) =>
  path.split('/').at(-1),
)

it.each(screens.map(({ path }) => path.slice(1)))('the README has a picture of %s', (screen) =>
  expect(pictures).toContain(`${screen}.png`),
)

it('the README has a picture of a rehearsed script', () => expect(pictures).toContain('rehearsal.png'))

/** A picture that no journey takes stays as it was while the screen goes on. */
const journeys = Object.values(
  import.meta.glob<string>('../../tests/hosts/*.test.ts', { query: '?raw', import: 'default', eager: true }),
).join('\n')
const takenByName = new Set([...journeys.matchAll(/picture\(page, '([^']+)'\)/g)].map(([, name]) => name))
const takenInTurn = (name: string) =>
  screens.some(({ path }) => path === `/${name}`) || name.startsWith('import-')

it.each(pictures.map((file) => file?.replace('.png', '') ?? ''))('a journey retakes the picture %s', (name) =>
  expect(takenByName.has(name) || takenInTurn(name)).toBe(true),
)
