import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type RelayDatabase } from '../storage/database.ts'
import type { EventStore, IncomingEvent } from './event-store.ts'
import { isTooFull, sqliteEventStore } from './sqlite-event-store.ts'

let dataDir: string
let db: RelayDatabase
let store: EventStore
let broken: unknown[]
let nowMs = 0

function open(): void {
  db = openDatabase(dataDir)
  store = sqliteEventStore({
    db,
    dataDir,
    monotonicMs: () => nowMs,
    onBroken: (cause) => broken.push(cause),
    onCommit: () => {},
  })
}
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'store-'))
  broken = []
  open()
})
afterEach(() => {
  store.close()
  rmSync(dataDir, { recursive: true, force: true })
})

function event(eventId: string, content = eventId): IncomingEvent {
  const contentSha256 = createHash('sha256').update(content).digest()
  return {
    source: 'telnyx',
    eventId,
    contentSha256,
    receivedAtMs: 1_000,
    body: Buffer.from(`{"id":"${content}"}`),
  }
}

describe('the event store', () => {
  it('is opened so that a commit survives a power cut', () => {
    expect(db.pragma('synchronous', { simple: true })).toBe(2)
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
  })

  it('keeps a hundred contradictions, the newest, however many a vendor sends', async () => {
    await store.append(event('a', 'first'))
    for (let n = 0; n < 130; n++) await store.append(event('a', `other ${n}`))
    const kept = db.prepare('SELECT body FROM conflicting_event ORDER BY rowid').pluck().all().map(String)
    expect(kept).toHaveLength(100)
    expect(kept.at(0)).toContain('other 30')
    expect(kept.at(-1)).toContain('other 129')
  })

  it('takes nothing more once nine tenths of a small disk are used, or all but a gigabyte of a large one', () => {
    const GIB = 2 ** 30
    expect(isTooFull(0.11 * 5 * GIB, 5 * GIB)).toBe(false)
    expect(isTooFull(0.09 * 5 * GIB, 5 * GIB)).toBe(true)
    expect(isTooFull(50 * GIB, 1_000 * GIB)).toBe(false)
    expect(isTooFull(0.9 * GIB, 1_000 * GIB)).toBe(true)
  })

  it('keeps events in order and finds them again after a restart', async () => {
    await Promise.all(['a', 'b', 'c'].map((id) => store.append(event(id))))
    store.close()
    open()
    expect(store.readAfter(1, 10).map(({ seq, eventId }) => [seq, eventId])).toEqual([
      [2, 'b'],
      [3, 'c'],
    ])
  })

  it('stores an event once, however often and whenever it comes, also in one commit', async () => {
    const outcomes = await Promise.all([store.append(event('a')), store.append(event('a'))])
    expect(outcomes.map(({ stored }) => stored)).toEqual(['new', 'already'])
    store.acknowledge(1, 2_000)
    store.purgeBodies(3_000)
    store.close()
    open()
    expect(await store.append(event('a'))).toEqual({ stored: 'already' })
    expect(store.lastSeq()).toBe(1)
  })

  it('sets the second aside when one id comes with two contents', async () => {
    await store.append(event('a', 'first'))
    expect(await store.append(event('a', 'second'))).toEqual({ stored: 'conflict' })
    expect(store.readAfter(0, 10).map(({ body }) => String(body))).toEqual(['{"id":"first"}'])
    expect(db.prepare('SELECT count(*) FROM conflicting_event').pluck().get()).toBe(1)
  })

  it('forgets bodies a day after acknowledgement, never before, and keeps ids for ever', async () => {
    for (const id of ['a', 'b']) await store.append(event(id))
    store.acknowledge(1, 10_000)
    const eventIds = () => store.readAfter(0, 10).map(({ eventId }) => eventId)
    expect(store.purgeBodies(10_000)).toBe(true)
    expect(eventIds()).toEqual(['a', 'b'])
    expect(store.purgeBodies(10_001)).toBe(true)
    expect(eventIds()).toEqual(['b'])
    expect(store.waiting()).toBe(1)
    expect(await store.append(event('a'))).toEqual({ stored: 'already' })
  })

  it('refuses when the disk is full, and works again when there is room', async () => {
    await store.append(event('a'))
    const pages = Number(db.pragma('page_count', { simple: true }))
    db.pragma(`max_page_count = ${pages}`)
    const large = { ...event('large'), body: Buffer.alloc(200_000, ' ') }
    await expect(store.append(large)).rejects.toMatchObject({ code: 'disk-full' })
    expect(store.health()).toEqual({ ready: false, reason: 'disk-full' })
    await expect(store.append(event('b'))).rejects.toMatchObject({ code: 'disk-full' })
    expect(broken).toEqual([])
    db.pragma('max_page_count = 100000')
    expect(store.health().ready).toBe(false)
    nowMs += 2_000
    expect(store.health()).toEqual({ ready: true })
    expect(await store.append(large)).toMatchObject({ stored: 'new' })
    expect(store.readAfter(0, 10).map(({ eventId }) => eventId)).toEqual(['a', 'large'])
  })

  it('bears a disk that takes no acknowledgement now: calls go on, and it is told again', async () => {
    await store.append(event('a'))
    db.pragma('query_only = ON')
    expect(store.acknowledge(1, 2_000)).toBe(false)
    expect(broken).toHaveLength(1)
    expect(store.purgeBodies(9_000)).toBe(false)
    db.pragma('query_only = OFF')
    expect(store.waiting()).toBe(1)
  })

  it('stops for good when the disk fails', async () => {
    db.exec('DROP TABLE event')
    await expect(store.append(event('a'))).rejects.toMatchObject({ code: 'broken' })
    await expect(store.append(event('b'))).rejects.toMatchObject({ code: 'broken' })
    expect(broken).toHaveLength(1)
    expect(store.health()).toEqual({ ready: false, reason: 'broken' })
  })
})
