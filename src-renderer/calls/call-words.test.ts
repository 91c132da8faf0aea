import { describe, expect, it } from 'vitest'
import { outcomeLabel, whenCalled, whyNoRecording } from './call-words.ts'

const at = '2026-11-23T16:00:00Z'

describe('when a call was', () => {
  const when = (status: 'queued' | 'ended', started_at: string | null) =>
    whenCalled({ status, started_at }, 'America/Chicago', Date.parse(at))

  it('does not say that a canceled call is still in line', () => {
    expect(when('ended', null)).toBe('Never dialed')
    expect(when('queued', null)).toBe('In line')
    expect(when('ended', at)).toBe('Today 10:00 AM')
  })
})

it('calls an answered call that we lost cut off, and one that was never placed failed', () => {
  expect(outcomeLabel('failed', true)).toBe('Cut off')
  expect(outcomeLabel('failed', false)).toBe('Failed')
  expect(outcomeLabel('hung_up', true)).toBe('Hung up')
})

it('does not say hung up, as of the homeowner, of a call that the desk ended', () => {
  expect(outcomeLabel('hung_up', true, true)).toBe('Ended at the desk')
  expect(outcomeLabel('booked', true, true)).toBe('Booked')
})

describe('a call without a recording', () => {
  const ended = { engine: 'ridgeline', status: 'ended', started_at: at } as const

  it('was cut off before its notice, when it was answered', () => {
    expect(whyNoRecording({ ...ended, answered_at: at }, 'announced')).toContain('ended before the homeowner')
  })

  it('is not explained by a setting when nobody answered', () => {
    expect(whyNoRecording({ ...ended, answered_at: null }, 'off')).toContain('Nobody answered')
    expect(
      whyNoRecording(
        { engine: 'ridgeline', status: 'ended', started_at: null, answered_at: null },
        'announced',
      ),
    ).toBe('This call was never dialed.')
  })

  it('was not to be recorded when the setting is off', () => {
    expect(whyNoRecording({ ...ended, answered_at: at }, 'off')).toContain('off in the settings')
  })

  it('that Vapi held is told that its recording is to come', () => {
    expect(whyNoRecording({ ...ended, engine: 'vapi', answered_at: at }, 'announced')).toContain(
      'appears here when it has come',
    )
  })

  it('is told when its recording begins while it is under way', () => {
    expect(
      whyNoRecording({ engine: 'ridgeline', status: 'live', started_at: at, answered_at: at }, 'announced'),
    ).toContain('begins when the homeowner has heard')
  })
})
