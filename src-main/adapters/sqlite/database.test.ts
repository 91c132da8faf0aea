import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { type Account, credit } from '../../core/wallet/wallet.ts'
import { MIGRATIONS, openDatabase } from './database.ts'
import { evidenceChain } from './evidence-chain.ts'
import { sqliteFollowUps } from './follow-up-store.ts'
import { sqliteLedger } from './ledger.ts'
import { migrate } from './migrate.ts'
import { vocabulary } from './migrations/0001-vocabulary.ts'

const folders: string[] = []
const folder = () => {
  const path = mkdtempSync(join(tmpdir(), 'ridgeline-db-'))
  folders.push(path)
  return path
}
afterEach(() => {
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true })
})

describe('the database', () => {
  it('commits durably, with foreign keys on and every table strict', () => {
    const db = openDatabase(join(folder(), 'a.db'))
    expect(db.pragma('synchronous', { simple: true })).toBe(2)
    expect(db.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(db.pragma('foreign_keys', { simple: true })).toBe(1)
    const loose = db
      .prepare(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND strict = 0 AND name NOT LIKE 'sqlite_%'
        AND name NOT LIKE 'turn_search%' AND name NOT LIKE 'neighborhood_index%'`)
      .pluck()
      .all()
    expect(loose).toEqual([])
    db.close()
  })

  it('has one writer: a second program on the same folder is refused', () => {
    const file = join(folder(), 'a.db')
    const db = openDatabase(file)
    expect(() => openDatabase(file, 50)).toThrow(/already/)
    db.close()
  })

  it('opens a file of an older version, brings it up to date and keeps what is in it', () => {
    const file = join(folder(), 'old.db')
    const old = new Database(file)
    migrate(old, [{ version: 1, name: 'first', sql: 'CREATE TABLE note (text TEXT NOT NULL) STRICT' }])
    old.exec("INSERT INTO note VALUES ('kept')")
    migrate(old, [
      { version: 1, name: 'first', sql: 'never run again' },
      { version: 2, name: 'second', sql: "ALTER TABLE note ADD COLUMN kind TEXT NOT NULL DEFAULT 'plain'" },
    ])
    expect(old.prepare('SELECT * FROM note').all()).toEqual([{ text: 'kept', kind: 'plain' }])
    expect(old.pragma('user_version', { simple: true })).toBe(2)
    old.close()
  })

  it('knows the lines of the desk in transcripts of an older version; who cut a line was not recorded then', () => {
    const file = join(folder(), 'old.db')
    const old = new Database(file)
    migrate(old, [vocabulary])
    old.pragma('foreign_keys = OFF')
    const insert = old.prepare(`INSERT INTO voice_call_turn
      (turn_id, call_id, speaker, started_at_ms, ended_at_ms, text, heard_text, interrupted, latency)
      VALUES (?, 'call_1', ?, 0, 1, 'words', 'words', ?, '{}')`)
    insert.run('call_1:reply-1', 'agent', 1)
    insert.run('call_1:operator-1', 'agent', 0)
    insert.run('call_1:homeowner-1', 'homeowner', 0)
    old.close()
    const db = openDatabase(file)
    const turns = db
      .prepare('SELECT said_by, cut_by, interrupted FROM voice_call_turn ORDER BY turn_rowid')
      .all()
    expect(turns).toEqual([
      { said_by: 'agent', cut_by: null, interrupted: 1 },
      { said_by: 'desk', cut_by: null, interrupted: 0 },
      { said_by: null, cut_by: null, interrupted: 0 },
    ])
    db.close()
  })

  it('keeps what the desk did in calls of an older version, and takes lines that were not said beside it', () => {
    const file = join(folder(), 'old.db')
    const old = new Database(file)
    migrate(
      old,
      MIGRATIONS.filter(({ version }) => version < 21),
    )
    old.pragma('foreign_keys = OFF')
    old.exec(`INSERT INTO voice_call (call_id, campaign_id, lead_id, attempt_no, phone, engine, status, queued_at_ms, not_before_ms)
        VALUES ('call_1', 'campaign_1', 'lead_1', 1, '+15125550101', 'ridgeline', 'live', 0, 0);
      INSERT INTO call_desk_act VALUES (7, 'call_1', 400, 'whispered', 'Offer Tuesday.')`)
    old.close()
    const db = openDatabase(file)
    db.exec("INSERT INTO call_desk_act (call_id, at_ms, action) VALUES ('call_1', 900, 'not_said')")
    expect(db.prepare('SELECT act_no, at_ms, action, text FROM call_desk_act').all()).toEqual([
      { act_no: 7, at_ms: 400, action: 'whispered', text: 'Offer Tuesday.' },
      { act_no: 8, at_ms: 900, action: 'not_said', text: null },
    ])
    db.close()
  })

  it('keeps the ledger of an older version, which still adds up and still takes postings', () => {
    const file = join(folder(), 'old.db')
    const old = new Database(file)
    migrate(old, [vocabulary])
    const post = old.prepare(
      `INSERT INTO ledger_transaction (transaction_id, at_ms, reason, fact, entries) VALUES (?, 1, 'old', ?, ?)`,
    )
    const entries = (from: string, to: string, cents: number) =>
      JSON.stringify([
        { account: from, amount_cents: -cents },
        { account: to, amount_cents: cents },
      ])
    post.run('t1', 'f1', entries('funding', 'wallet', 500))
    post.run('t2', 'f2', entries('wallet', 'held', 45))
    old.close()
    const db = openDatabase(file)
    const ledger = sqliteLedger(db)
    expect(ledger.audit()).toBeNull()
    expect(['funding', 'wallet', 'held'].map((account) => ledger.balanceCents(account as Account))).toEqual([
      -500, 455, 45,
    ])
    credit(ledger, 'f3', 100, 'new', 2)
    expect(ledger.balanceCents('wallet')).toBe(555)
    expect(ledger.audit()).toBeNull()
    expect(() => db.exec('UPDATE ledger_posting SET amount_cents = 1')).toThrow(/never edited/)
    db.close()
  })

  it('keeps the follow-ups of an older version for a person: nobody is called for them by themselves', () => {
    const file = join(folder(), 'old.db')
    const old = new Database(file)
    migrate(old, [vocabulary])
    old.pragma('foreign_keys = OFF')
    old.exec(`INSERT INTO lead (lead_id, name, phone, search, imported_at_ms, updated_at_ms) VALUES ('lead_1', 'Ann', '+15125550101', '', 0, 0);
      INSERT INTO follow_up (follow_up_id, lead_id, channel, reason, due_at_ms, status, created_at_ms) VALUES ('f1', 'lead_1', 'call', 'Nobody answered', 5, 'waiting', 1)`)
    old.close()
    const db = openDatabase(file)
    const store = sqliteFollowUps(db)
    expect(store.get('f1')).toMatchObject({ status: 'waiting', automatic: false, enrolmentId: null })
    expect(store.due(Date.now(), 10)).toEqual([])
    db.close()
  })

  it('tells when the texts of an older version went out, which may be long before they were planned for', () => {
    const file = join(folder(), 'old.db')
    const old = new Database(file)
    migrate(
      old,
      MIGRATIONS.filter(({ version }) => version < 20),
    )
    old.exec(`INSERT INTO lead (lead_id, name, phone, search, imported_at_ms, updated_at_ms) VALUES ('lead_1', 'Ann', '+15125550101', '', 0, 0);
      INSERT INTO follow_up (follow_up_id, lead_id, channel, reason, due_at_ms, status, automatic, created_at_ms) VALUES ('f1', 'lead_1', 'sms', 'Nobody answered', 9000, 'done', 1, 1);
      INSERT INTO text_message (message_id, direction, follow_up_id, phone, text, status, at_ms) VALUES ('t1', 'out', 'f1', '+15125550101', 'Hi', 'sent', 500)`)
    old.close()
    const db = openDatabase(file)
    expect(sqliteFollowUps(db).get('f1')).toMatchObject({ dueAtMs: 9_000, actedAtMs: 500 })
    db.close()
  })

  it('keeps every decision of an older version, in an unbroken chain that decisions about texts continue', () => {
    const file = join(folder(), 'old.db')
    const old = new Database(file)
    migrate(old, [vocabulary])
    const hash = (text: string) => createHash('sha256').update(text).digest('hex')
    const decision = (id: string, moment: 'dial' | 'text') => ({
      ...{ decision_id: id, lead_id: 'lead_1', call_id: null, at_ms: 1, moment, allowed: 1 as const },
      ...{ reasons: '[]', inputs: '{}', rules_version: 'r' },
    })
    for (const id of ['d1', 'd2']) evidenceChain(old, hash).append(decision(id, 'dial'))
    old.close()
    const db = openDatabase(file)
    const chain = evidenceChain(db, hash)
    expect(chain.verify()).toBeNull()
    chain.append(decision('d3', 'text'))
    expect(chain.verify()).toBeNull()
    expect(() => db.exec("UPDATE gate_decision SET reasons = '[1]'")).toThrow(/never edited/)
    expect(() => db.exec('DELETE FROM gate_decision')).toThrow(/never deleted/)
    db.close()
  })

  it('leaves the old version untouched when a migration fails half-way', () => {
    const db = new Database(':memory:')
    const broken = [
      { version: 1, name: 'broken', sql: 'CREATE TABLE a (x TEXT) STRICT; CREATE TABLE a (x TEXT) STRICT' },
    ]
    expect(() => migrate(db, broken)).toThrow(/already exists/)
    expect(db.pragma('user_version', { simple: true })).toBe(0)
    expect(db.prepare("SELECT count(*) FROM sqlite_master WHERE name = 'a'").pluck().get()).toBe(0)
  })

  it('refuses two steps with one number before it touches the file', () => {
    const db = new Database(join(folder(), 'twice.db'))
    const step = (version: number, table: string) => ({
      version,
      name: table,
      sql: `CREATE TABLE ${table} (text TEXT) STRICT`,
    })
    expect(() => migrate(db, [step(1, 'a'), step(2, 'b'), step(2, 'c')])).toThrow(/"c" has the number 2/)
    expect(db.pragma('user_version', { simple: true })).toBe(0)
    db.close()
  })

  it('refuses a file that a newer Ridgeline has written', () => {
    const file = join(folder(), 'new.db')
    const newer = new Database(file)
    newer.pragma('user_version = 999')
    newer.close()
    expect(() => openDatabase(file)).toThrow(/newer Ridgeline/)
  })
})
