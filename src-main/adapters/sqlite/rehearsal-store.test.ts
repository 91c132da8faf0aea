import { describe, expect, it } from 'vitest'
import { storeWithCalls } from '../../../tests/fixtures/store-with-calls.ts'
import type { RehearsalRecord } from '../../core/campaign/rehearsals.ts'
import { emptyProfile } from '../../core/contractor.ts'
import { buildScript } from '../../core/conversation/build-script.ts'
import { rehearsalReport } from '../../core/conversation/judge-rehearsal.ts'
import { sqliteRehearsals } from './rehearsal-store.ts'
import { sqliteScripts } from './script-store.ts'

function stored(count: number) {
  const { db } = storeWithCalls(0)
  const script = sqliteScripts(db).add(
    { name: 'Spring', writtenBy: 'builder', note: null, body: buildScript(emptyProfile) },
    1,
  )
  const store = sqliteRehearsals(db)
  const rehearsal = (n: number): RehearsalRecord => ({
    rehearsalId: `rehearsal_${n}`,
    scriptId: script.script_id,
    by: 'homeowners',
    status: 'running',
    done: 0,
    total: 3,
    startedAtMs: n,
    finishedAtMs: null,
    reason: null,
    report: null,
  })
  for (let n = 1; n <= count; n++) store.add(rehearsal(n))
  return { store, scriptId: script.script_id }
}

describe('rehearsals on disk', () => {
  it('keep their progress and then their report', () => {
    const { store } = stored(1)
    store.change('rehearsal_1', { done: 2 })
    expect(store.view('rehearsal_1')).toMatchObject({
      status: 'running',
      done: 2,
      total: 3,
      script_version: 1,
    })
    const report = rehearsalReport([])
    store.change('rehearsal_1', { status: 'done', done: 3, finishedAtMs: 9, report })
    expect(store.view('rehearsal_1')).toMatchObject({ status: 'done', report })
    expect(store.running()).toEqual([])
  })

  it('are listed newest first, page by page, without their reports, also by script', () => {
    const { store, scriptId } = stored(5)
    const first = store.list({ limit: 3 })
    expect(first.items.map(({ rehearsal_id }) => rehearsal_id)).toEqual([
      'rehearsal_5',
      'rehearsal_4',
      'rehearsal_3',
    ])
    const second = store.list({ limit: 3, cursor: first.next_cursor ?? undefined })
    expect(second.items.map(({ rehearsal_id }) => rehearsal_id)).toEqual(['rehearsal_2', 'rehearsal_1'])
    expect(second.next_cursor).toBeNull()
    expect(store.list({ limit: 9, script_id: scriptId }).items).toHaveLength(5)
    expect(store.list({ limit: 9, script_id: 'another' }).items).toHaveLength(0)
  })

  it('are not there when nobody began them', () => {
    expect(() => stored(0).store.view('rehearsal_1')).toThrow()
  })
})
