import { expect, it } from 'vitest'
import { verdict } from './verdict.ts'

it('does not call a week unbroken whose stages were not all tried', () => {
  expect(verdict([], [])).toEqual(['no rule was broken'])
  expect(verdict([], ['before a text leaves', 'before an e-mail leaves'])).toEqual([
    'no rule was broken in what was tried',
    'NOT TRIED: a kill at 2 stages of the work, which so few leads never come to. Play more of them.',
  ])
  expect(verdict(['two calls at once'], [])).toEqual(['1 rule broken:', '  two calls at once'])
})
