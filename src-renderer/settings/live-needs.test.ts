import { describe, expect, it } from 'vitest'
import type { VendorKeyStatus } from '../../src-preload/contract/account.ts'
import { liveNeeds } from './live-needs.ts'

const relay = (source: VendorKeyStatus['source']): VendorKeyStatus[] => [
  { vendor: 'relay', source, last_four: null },
]

describe('what real calls still need', () => {
  it('is told in words beside the name of the setting', () => {
    expect(liveNeeds({ live_blockers: ['RELAY_URL'], keys: relay('keychain') })).toEqual([
      { setting: 'RELAY_URL', words: 'The address of your relay' },
    ])
  })

  it('includes the pairing code of the relay until there is one', () => {
    const settings = (source: VendorKeyStatus['source']) =>
      liveNeeds({ live_blockers: ['RELAY_URL'], keys: relay(source) }).map(({ setting }) => setting)
    expect(settings('practice')).toEqual(['RELAY_URL', 'RELAY_PAIRING_CODE'])
    expect(settings('missing')).toEqual(['RELAY_URL', 'RELAY_PAIRING_CODE'])
    expect(settings('environment')).toEqual(['RELAY_URL'])
  })

  it('is nothing when nothing holds live mode back', () => {
    expect(liveNeeds({ live_blockers: [], keys: relay('practice') })).toEqual([])
  })
})
