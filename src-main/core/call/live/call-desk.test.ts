import { expect, it } from 'vitest'
import { storeWithCalls } from '../../../../tests/fixtures/store-with-calls.ts'
import { sqliteCalls } from '../../../adapters/sqlite/call-store.ts'
import { CallDesk, deskEntry } from './call-desk.ts'

/** A desk, a call for it, and which calls somebody who watches it would show. */
function watchedDesk() {
  const { db } = storeWithCalls(1)
  const call = sqliteCalls(db, () => 'America/Chicago').get('call_1')
  db.close()
  if (!call) throw new Error('the store has no call')
  const desk = new CallDesk()
  const shown = new Set<string>()
  desk.events.subscribe((event) => {
    if (event.type === 'call') shown.add(event.call.call_id)
    if (event.type === 'gone') shown.delete(event.call_id)
  })
  return { desk, shown, entry: deskEntry(call, 'Alex Sample', 0) }
}

// Calls that were refused at the dial stood on the Live screen as "Dialing" until the window was loaded anew.
it('shows no call that was never dialed, whatever is still told of it', () => {
  const { desk, shown, entry } = watchedDesk()
  desk.changed(entry)
  expect([...shown]).toEqual([])
})

it('does not bring a call back that is gone', () => {
  const { desk, shown, entry } = watchedDesk()
  desk.add(entry)
  expect([...shown]).toEqual(['call_1'])
  desk.remove('call_1')
  desk.changed(entry)
  expect([...shown]).toEqual([])
  expect(desk.snapshot()).toEqual([])
})
