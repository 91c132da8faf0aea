import { describe, expect, it } from 'vitest'
import { storeWithCalls } from '../../../tests/fixtures/store-with-calls.ts'
import { Feed } from '../../core/feed.ts'
import { northAmericanNumbers } from '../phone-numbers/phone-numbers.ts'
import { sqliteActivity } from './activity-log.ts'
import { sqliteConsents } from './consent-store.ts'

describe('the do-not-call list', () => {
  it('names the person and the call that a request came from, and finds it by the name', () => {
    const { db } = storeWithCalls(2)
    const consents = sqliteConsents(db, {
      phones: northAmericanNumbers,
      activity: sqliteActivity(db, new Feed()),
    })
    const inCall = consents.suppress({ phone: '+15125550001', reason: 'Asked', source: 'call call_1' }, 1)
    expect(inCall).toMatchObject({ call_id: 'call_1', lead_id: 'lead_1', lead_name: 'Lead 1' })
    const byHand = consents.suppress(
      { phone: '+15125550002', reason: 'Wrote us', source: 'entered by a person' },
      2,
    )
    expect(byHand).toMatchObject({ call_id: null, lead_id: 'lead_2', lead_name: 'Lead 2' })
    const stranger = consents.suppress({ phone: '+15125550150', reason: 'List', source: 'list.csv' }, 3)
    expect(stranger).toMatchObject({ call_id: null, lead_id: null, lead_name: null })
    expect(consents.suppressions({ limit: 10 }).items).toEqual([stranger, byHand, inCall])
    expect(consents.suppressions({ limit: 10, q: 'lead 1' }).items).toEqual([inCall])
  })
})
