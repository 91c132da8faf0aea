import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type RelayDatabase } from '../storage/database.ts'
import type { RelayMessage } from '../wire/control-messages.ts'
import { commandResultsIn, type Request } from './command-results.ts'

let dataDir: string
let db: RelayDatabase
let carriedOut: number
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'commands-'))
  db = openDatabase(dataDir)
  carriedOut = 0
})
afterEach(() => {
  db.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const remove: Request = { type: 'remove_device', request_id: 'r-1', device_id: 'A'.repeat(26) }
const checkout: Request = { type: 'checkout', request_id: 'r-2', bundle_id: 'b', purchase_id: 'p' }
const done = (): RelayMessage => {
  carriedOut += 1
  return { type: 'done', request_id: `r-1` }
}
const sold = async (): Promise<RelayMessage> => {
  carriedOut += 1
  await new Promise((resolve) => setImmediate(resolve))
  return { type: 'request_failed', request_id: 'r-2', code: 'unknown_bundle' }
}

describe('a command that comes again', () => {
  it('is answered as before and not carried out, also by a relay that was restarted', () => {
    expect(commandResultsIn(db).once(remove, 1, done)).toEqual({ type: 'done', request_id: 'r-1' })
    db.close()
    db = openDatabase(dataDir)
    expect(commandResultsIn(db).once(remove, 2, done)).toEqual({ type: 'done', request_id: 'r-1' })
    expect(carriedOut).toBe(1)
  })

  it('waits for the first one while that is being carried out', async () => {
    const results = commandResultsIn(db)
    const answers = await Promise.all([results.once(checkout, 1, sold), results.once(checkout, 1, sold)])
    expect(answers[0]).toEqual(answers[1])
    expect(await results.once(checkout, 2, sold)).toEqual(answers[0])
    expect(carriedOut).toBe(1)
  })

  it('with other content is refused', () => {
    const results = commandResultsIn(db)
    results.once(remove, 1, done)
    expect(results.once({ ...remove, device_id: 'B'.repeat(26) }, 2, done)).toMatchObject({
      code: 'different_command',
    })
    expect(carriedOut).toBe(1)
  })

  it('is not taken for done when its effect was not stored', () => {
    const results = commandResultsIn(db)
    const failing = () => {
      db.prepare('UPDATE relay SET epoch = epoch + 1').run()
      throw new Error('the disk')
    }
    expect(() => results.once(remove, 1, failing)).toThrow('the disk')
    expect(results.once(remove, 2, done)).toEqual({ type: 'done', request_id: 'r-1' })
  })

  it('leaves no token on the disk', () => {
    const results = commandResultsIn(db)
    const open: Request = { type: 'open_stream', request_id: 'r-3', call_id: 'call_1' }
    const opened = (): RelayMessage => ({
      type: 'stream_opened',
      request_id: 'r-3',
      stream_id: ++carriedOut,
      stream_url: 'wss://relay.example.com',
      auth_token: 'secret-token',
    })
    expect(results.once(open, 1, opened)).toEqual(results.once(open, 1, opened))
    expect(carriedOut).toBe(1)
    expect(db.prepare('SELECT count(*) FROM command_result').pluck().get()).toBe(0)
  })

  it('is forgotten after a day, and a question is answered anew each time', () => {
    const results = commandResultsIn(db)
    results.once(remove, 1, done)
    results.forget(2)
    results.once(remove, 3, done)
    const list: Request = { type: 'list_devices', request_id: 'r-4' }
    results.once(list, 1, done)
    results.once(list, 1, done)
    expect(carriedOut).toBe(4)
  })
})
