import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Db, openDatabase } from './database.ts'
import { type LazyWrites, lazyWrites } from './lazy-writes.ts'
import { sqliteTransactions } from './transactions.ts'

let folder: string
let db: Db
let lazy: LazyWrites
const failures: unknown[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ridgeline-lazy-'))
  db = openDatabase(join(folder, 'a.db'))
  db.exec('CREATE TABLE note (text TEXT NOT NULL) STRICT')
  lazy = lazyWrites(db, (error) => failures.push(error))
})
afterEach(async () => {
  await lazy.close()
  db.close()
  rmSync(folder, { recursive: true, force: true })
  expect(failures.splice(0)).toEqual([])
})

const synchronous = () => db.pragma('synchronous', { simple: true })
const write = (text: string) => void db.prepare('INSERT INTO note VALUES (?)').run(text)
const notes = (of: Db = db) => of.prepare('SELECT text FROM note ORDER BY rowid').pluck().all()
const NORMAL = 1
const FULL = 2

describe('a write that nobody waits for', () => {
  it('does not wait for the disk, and everything after it does again', () => {
    let during: unknown
    lazy.write(() => {
      during = synchronous()
      write('a turn')
    })
    expect(during).toBe(NORMAL)
    expect(synchronous()).toBe(FULL)
    expect(notes()).toEqual(['a turn'])
  })

  it('leaves the connection durable when it fails', () => {
    expect(() =>
      lazy.write(() => {
        throw new Error('constraint')
      }),
    ).toThrow('constraint')
    expect(synchronous()).toBe(FULL)
  })

  it('is as durable as the transaction it is a part of, and undone with it', () => {
    const transactions = sqliteTransactions(db)
    let during: unknown
    expect(() =>
      transactions.run(() => {
        lazy.write(() => {
          during = synchronous()
          write('undone')
        })
        throw new Error('disk full')
      }),
    ).toThrow('disk full')
    expect(during).toBe(FULL)
    expect(notes()).toEqual([])
  })

  it('is on the disk when it has been closed, and found by the next program', async () => {
    lazy.write(() => write('the last words'))
    await lazy.close()
    db.close()
    db = openDatabase(join(folder, 'a.db'))
    expect(notes()).toEqual(['the last words'])
    lazy = lazyWrites(db, (error) => failures.push(error))
  })
})
