import { describe, expect, it } from 'vitest'
import type { RestartNotice } from '../../src-preload/contract/account.ts'
import { CallId, CampaignId, LeadId } from '../../src-preload/contract/primitives.ts'
import { cutOffWords, goesOnWords, restartTitle } from './restart-words.ts'

const cutOff = (
  changes: Partial<RestartNotice['cut_off'][number]> = {},
): RestartNotice['cut_off'][number] => ({
  call_id: CallId.parse('call'),
  lead_id: LeadId.parse('lead'),
  lead_name: 'Maria Alvarez',
  phone: '+15125550100',
  campaign_id: CampaignId.parse('campaign'),
  was: 'live',
  outcome: null,
  ...changes,
})

describe('the notice after a start that followed a crash', () => {
  it('says what happened and how many people were cut off', () => {
    expect(restartTitle({ cause: 'crash', cut_off: [cutOff()] })).toBe(
      'Ridgeline stopped without being closed, and 1 call was cut off',
    )
    expect(restartTitle({ cause: 'closed', cut_off: [cutOff(), cutOff()] })).toBe(
      'Ridgeline was closed, and 2 calls were cut off',
    )
    expect(restartTitle({ cause: 'crash', cut_off: [] })).toBe('Ridgeline stopped without being closed')
  })

  it('tells how far a call had come, and what became of it once the carrier told', () => {
    expect(cutOffWords(cutOff())).toBe('in the middle of the talk; the carrier is asked how it ended')
    expect(cutOffWords(cutOff({ was: 'ringing', outcome: 'no_answer' }))).toBe(
      'while the phone rang; noted as “No answer”',
    )
    expect(cutOffWords(cutOff({ was: 'live', outcome: 'failed' }))).toBe(
      'in the middle of the talk; noted as “Cut off”',
    )
  })

  it('tells what happens next with each campaign', () => {
    const campaign = { campaign_id: CampaignId.parse('campaign'), name: 'Hail season', calls_in_line: 12 }
    expect(goesOnWords({ ...campaign, status: 'running' })).toBe(
      '“Hail season” goes on with 12 calls in line.',
    )
    expect(goesOnWords({ ...campaign, status: 'paused' })).toBe(
      '“Hail season” is paused, with 12 calls in line.',
    )
    expect(goesOnWords({ ...campaign, status: 'running', calls_in_line: 0 })).toBe(
      '“Hail season” has no call left in line.',
    )
  })
})
