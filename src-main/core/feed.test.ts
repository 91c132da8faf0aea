import { expect, it } from 'vitest'
import { Feed } from './feed.ts'

it('tells the others when one listener throws, and reports the error', () => {
  const errors: unknown[] = []
  const heard: number[] = []
  const feed = new Feed<number>((error) => errors.push(error))
  feed.subscribe(() => {
    throw new Error('a bug')
  })
  feed.subscribe((value) => heard.push(value))
  feed.publish(1)
  expect(heard).toEqual([1])
  expect(errors).toEqual([new Error('a bug')])
})
