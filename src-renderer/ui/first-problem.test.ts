import { describe, expect, it } from 'vitest'
import { errorsByField, firstProblem } from './first-problem.ts'

const labels = { name: 'Name of the agent', phone: 'Callback number', hours: 'Calling hours' }

describe('a form that is refused', () => {
  it('names the topmost wrong field, in the words on the screen', () => {
    expect(firstProblem({ hours: 'Tuesday ends before it begins', phone: 'too short' }, labels)).toEqual({
      field: 'phone',
      words: 'Callback number: too short. 1 more field needs a look.',
    })
  })

  it('says nothing when nothing is wrong', () => {
    expect(firstProblem({}, labels)).toBeNull()
  })

  it('shows what the core refuses at the field it speaks of', () => {
    const refused = [
      { path: 'phone', message: 'is not yours' },
      { path: 'contractor_id', message: 'is unknown' },
    ]
    expect(errorsByField(refused, labels)).toEqual({ phone: 'is not yours' })
  })
})
