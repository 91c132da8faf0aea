import { expect, it } from 'vitest'
import { screens } from './screens.ts'

const pictures = Object.keys(import.meta.glob('../../resources/screenshots/*.png')).map((path) =>
  path.split('/').at(-1),
)

it.each(screens.map(({ path }) => path.slice(1)))('the README has a picture of %s', (screen) =>
  expect(pictures).toContain(`${screen}.png`),
)

it('the README has a picture of a rehearsed script', () => expect(pictures).toContain('rehearsal.png'))
