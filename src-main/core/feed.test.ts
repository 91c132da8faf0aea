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

it('keeps the latest of what a slow reader wants, whatever else is told meanwhile', async () => {
  const feed = new Feed<{ of: string; number: number }>()
  const over = new AbortController()
  const read = feed.stream(over.signal, 3, ({ of }) => of === 'mine')
  for (let number = 0; number < 5; number++) {
    feed.publish({ of: 'mine', number })
    for (let i = 0; i < 10; i++) feed.publish({ of: 'another', number: i })
  }
  const numbers = [await read.next(), await read.next(), await read.next()].map(({ value }) => value?.number)
  expect(numbers).toEqual([2, 3, 4])
  over.abort()
  expect((await read.next()).done).toBe(true)
})
