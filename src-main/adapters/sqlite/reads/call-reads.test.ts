import { describe, expect, it } from 'vitest'
import { storeWithCalls } from '../../../../tests/fixtures/store-with-calls.ts'
import { turnOf } from '../../../../tests/fixtures/turn-of.ts'
import { sqliteCalls } from '../call-store.ts'
import { callReads } from './call-reads.ts'
import { WINDOW_CALLS } from './call-windows.ts'

const START_MS = Date.UTC(2026, 10, 23, 16)

describe('the list of calls', () => {
  it('shows placed calls from newest to oldest, then canceled ones, then those in line, page by page', async () => {
    const { db, callIds } = storeWithCalls(5)
    const place = db.prepare(`UPDATE voice_call SET status = 'live', started_at_ms = ? WHERE call_id = ?`)
    const [first, second, third, inLine, canceled] = callIds as [string, string, string, string, string]
    place.run(START_MS + 3_000, first)
    place.run(START_MS + 1_000, second)
    place.run(START_MS + 2_000, third)
    db.prepare(`UPDATE voice_call SET status = 'ended', outcome = 'canceled' WHERE call_id = ?`).run(canceled)
    const reads = callReads(db)
    const shown: string[] = []
    let cursor: string | undefined
    do {
      const answer = await reads.list({ limit: 2, cursor })
      shown.push(...answer.items.map(({ call_id }) => call_id))
      cursor = answer.next_cursor ?? undefined
    } while (cursor)
    expect(shown).toEqual([first, third, second, canceled, inLine])
  })

  it('is read from an index, however many calls there are', () => {
    const { db } = storeWithCalls(1)
    const plan = db
      .prepare('EXPLAIN QUERY PLAN SELECT call_id FROM voice_call ORDER BY listed_at_ms DESC, call_id DESC')
      .all()
    expect(JSON.stringify(plan)).toContain('voice_call_by_age')
    expect(JSON.stringify(plan)).not.toContain('TEMP B-TREE')
  })
})

describe('the search of calls by the lead', () => {
  const { db, callIds } = storeWithCalls(3)
  const say = db.prepare(
    'UPDATE lead SET search = ? WHERE lead_id = (SELECT lead_id FROM voice_call WHERE call_id = ?)',
  )
  say.run('ann lee +15125550101 ann_lee@example.com', callIds[0])
  say.run('annxlee +15125550102 50% owner', callIds[1])
  say.run('bo +15125550103 a\\b', callIds[2])
  const found = async (q: string) => {
    const { items } = await callReads(db).list({ limit: 10, q })
    return items.map(({ call_id }) => callIds.indexOf(call_id))
  }

  it.each([
    ['(512) 555-0101', [0]],
    ['ann_lee', [0]],
    ['50%', [1]],
    ['%', [1]],
    ['_', [0]],
    ['\\', [2]],
    ['---', []],
  ])('takes every character of “%s” for itself', async (q, calls) => expect(await found(q)).toEqual(calls))
})

describe('the search of many calls', () => {
  const { db, callIds } = storeWithCalls(2 * WINDOW_CALLS + 1)
  db.exec(`UPDATE voice_call SET status = 'live', started_at_ms = rowid`)
  const oldest = callIds[0] as string
  sqliteCalls(db, () => 'America/Chicago').saveTurn(oldest, turnOf({ text: 'the skylight leaks' }))
  db.prepare('UPDATE lead SET search = ? WHERE lead_id = ?').run('ann lee', 'lead_1')
  const found = async (input: { q?: string; lead_id?: string }) => {
    const { items } = await callReads(db).list({ limit: 10, ...input })
    return items.map(({ call_id }) => call_id)
  }

  it.each([
    ['the name', { q: 'ann lee' }],
    ['a word that was said', { q: 'skylight' }],
    ['the lead', { lead_id: 'lead_1' }],
  ])('finds the oldest of them by %s', async (_, input) => expect(await found(input)).toEqual([oldest]))

  it('lets calls under way have their turn in between', async () => {
    let turns = 0
    let over = false
    const takeTurns = () => {
      turns++
      if (!over) setImmediate(takeTurns)
    }
    setImmediate(takeTurns)
    await found({ q: 'nobody' })
    over = true
    expect(turns).toBeGreaterThanOrEqual(2)
  })
})
