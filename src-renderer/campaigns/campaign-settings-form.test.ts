import { describe, expect, it } from 'vitest'
import type { CampaignSettings } from '../../src-preload/contract/campaign-settings.ts'
import {
  campaignSettingsFieldLabels,
  campaignSettingsProblems,
  fieldsOfSettings,
  settingsInWords,
  settingsOfFields,
} from './campaign-settings-form.ts'

const ACCOUNT = { mon: { from: '09:00', to: '19:00' } }
const settings: CampaignSettings = {
  max_concurrent_calls: null,
  calls_per_minute: null,
  calling_windows: null,
  most_calls_per_lead: 3,
  retries: {
    no_answer: { most: 2, after_hours: 20 },
    busy: { most: 1, after_hours: 4 },
    voicemail: { most: 0, after_hours: 48 },
    screened: { most: 0, after_hours: 48 },
    failed: { most: 0, after_hours: 1 },
  },
}
const fields = fieldsOfSettings(settings, ACCOUNT)

describe('the settings of a campaign', () => {
  it('are saved as they were when nothing was typed', () => {
    expect(settingsOfFields(fields)).toEqual(settings)
    const own = { ...settings, calling_windows: ACCOUNT, max_concurrent_calls: 4, calls_per_minute: 9 }
    expect(settingsOfFields(fieldsOfSettings(own, {}))).toEqual(own)
  })

  it('begin with the account’s hours when a campaign gets hours of its own', () => {
    expect(settingsOfFields({ ...fields, own_hours: true }).calling_windows).toEqual(ACCOUNT)
  })

  it('are refused with the field that is wrong', () => {
    const { calling_windows, most_calls_per_lead, retries } = campaignSettingsProblems
    expect(calling_windows({}, { ...fields, own_hours: true })).toBe('Choose at least one day')
    expect(calling_windows({}, fields)).toBeNull()
    for (const typed of ['', '-', -5, 99, 2.5])
      expect(most_calls_per_lead(typed)).toBe('A whole number from 1 to 6')
    expect(retries.busy.most(9)).toBe('A whole number from 0 to 5')
    expect(retries.busy.after_hours(-5)).toBe('From 0 to 720 hours')
    expect(retries.busy.after_hours(1.5)).toBeNull()
    expect(campaignSettingsFieldLabels['retries.busy.most']).toBe('The line was busy, times')
  })

  it('are told in words', () => {
    const told = (abandonment: { answered: number; abandoned: number; percent: number }) =>
      Object.fromEntries(settingsInWords({ settings, abandonment }))
    expect(told({ answered: 120, abandoned: 1, percent: 0.8 })).toMatchObject({
      Hours: 'your calling hours from the settings',
      'Trying again':
        'nobody answered: 2 more calls after 20 hours; the line was busy: 1 more call after 4 hours',
      'Answered, then silence': '1 of 120 answered calls in 30 days; paused by itself at 2 %',
    })
    expect(
      settingsInWords({
        settings: { ...settings, calling_windows: ACCOUNT },
        abandonment: { answered: 0, abandoned: 0, percent: 0 },
      })[0],
    ).toEqual(['Hours', 'its own, drawn above'])
    expect(told({ answered: 0, abandoned: 0, percent: 0 })['Answered, then silence']).toBe('')
  })
})
