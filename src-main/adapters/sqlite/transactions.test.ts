import { describe, expect, it } from 'vitest'
import type { ActivityEvent } from '../../../src-preload/contract/account.ts'
import { storeWithCalls } from '../../../tests/fixtures/store-with-calls.ts'
import { Feed } from '../../core/feed.ts'
import { sqliteActivity } from './activity-log.ts'
import { sqliteTransactions } from './transactions.ts'

describe('a transaction', () => {
  it('does what waits for its commit once the outermost one is over', () => {
    const transactions = sqliteTransactions(storeWithCalls(0).db)
    const done: string[] = []
    transactions.run(() => {
      transactions.run(() => transactions.afterCommit(() => done.push('inner')))
      expect(done).toEqual([])
      transactions.afterCommit(() => done.push('outer'))
    })
    expect(done).toEqual(['inner', 'outer'])
    transactions.afterCommit(() => done.push('alone'))
    expect(done).toEqual(['inner', 'outer', 'alone'])
  })

  it('forgets what waited for a part that was rolled back', () => {
    const transactions = sqliteTransactions(storeWithCalls(0).db)
    const done: string[] = []
    const fails = (name: string) => () =>
      transactions.run(() => {
        transactions.afterCommit(() => done.push(name))
        throw new Error('disk full')
      })
    expect(fails('whole')).toThrow('disk full')
    transactions.run(() => {
      transactions.afterCommit(() => done.push('kept'))
      expect(fails('part')).toThrow('disk full')
    })
    expect(done).toEqual(['kept'])
  })
})

describe('the activity feed', () => {
  const setUp = () => {
    const { db } = storeWithCalls(0)
    const feed = new Feed<ActivityEvent>()
    const heard: string[] = []
    feed.subscribe(({ title }) => heard.push(title))
    return { activity: sqliteActivity(db, feed), transactions: sqliteTransactions(db), heard }
  }

  it('tells what was committed and nothing of what was rolled back', async () => {
    const { activity, transactions, heard } = setUp()
    const append = (title: string) => activity.append('attention_needed', title, {}, 1)
    expect(() =>
      transactions.run(() => {
        append('undone')
        throw new Error('disk full')
      }),
    ).toThrow('disk full')
    transactions.run(() => {
      append('done')
      append('done too')
    })
    await Promise.resolve()
    expect(heard).toEqual(['done', 'done too'])
  })
})
