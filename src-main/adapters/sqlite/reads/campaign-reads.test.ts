import { describe, expect, it } from 'vitest'
import { storeWithCalls } from '../../../../tests/fixtures/store-with-calls.ts'
import { campaignReads } from './campaign-reads.ts'

describe('a campaign as it is shown', () => {
  it('counts calls that never rang apart from those that were made', () => {
    const { db, campaignId } = storeWithCalls(5)
    const end = db.prepare(`UPDATE voice_call SET status = 'ended', outcome = ? WHERE call_id = ?`)
    end.run('booked', 'call_1')
    end.run('no_answer', 'call_2')
    end.run('canceled', 'call_3')
    db.prepare(`UPDATE voice_call SET status = 'live' WHERE call_id = 'call_4'`).run()
    const { counts, outcomes } = campaignReads(db).view(campaignId)
    expect(counts).toEqual({ queued: 1, active: 1, ended: 2, canceled: 1, blocked: 0 })
    expect(outcomes).toEqual({ booked: 1, no_answer: 1, canceled: 1 })
  })
})
