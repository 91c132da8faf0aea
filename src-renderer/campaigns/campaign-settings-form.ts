import type { DayWindows } from '../../src-preload/contract/account.ts'
import {
  type CampaignPace,
  type CampaignSettings,
  RetriedOutcome,
} from '../../src-preload/contract/campaign-settings.ts'
import { wholeNumberProblem, windowsProblem } from '../settings/contractor-fields.ts'
import { formatCount, plural } from '../ui/format.ts'

/** A campaign's settings as a form holds them: a number field holds what was typed, text when it is no number. */
export interface CampaignSettingsFields {
  own_hours: boolean
  calling_windows: DayWindows
  max_concurrent_calls: number | string
  calls_per_minute: number | string
  most_calls_per_lead: number | string
  retries: Record<RetriedOutcome, { most: number | string; after_hours: number | string }>
}

/** As the form writes them, from the top of the form down. */
export const campaignSettingsLabels = {
  calling_windows: 'When this campaign calls, in the homeowner’s time',
  max_concurrent_calls: 'Calls at the same time',
  calls_per_minute: 'New calls a minute',
  most_calls_per_lead: 'Calls to one homeowner',
  retries: 'Trying again',
} as const

export const retriedLabels: Readonly<Record<RetriedOutcome, string>> = {
  no_answer: 'Nobody answered',
  busy: 'The line was busy',
  voicemail: 'A voicemail answered',
  screened: 'A call screener answered',
  failed: 'The call failed',
}

/** Each field by its path in the form, to name the first that is wrong. */
export const campaignSettingsFieldLabels: Readonly<Record<string, string>> = {
  ...campaignSettingsLabels,
  ...Object.fromEntries(
    RetriedOutcome.options.flatMap((outcome) => [
      [`retries.${outcome}.most`, `${retriedLabels[outcome]}, times`],
      [`retries.${outcome}.after_hours`, `${retriedLabels[outcome]}, hours to wait`],
    ]),
  ),
}

/** `account`: the contractor's own windows, with which a campaign begins that gets some of its own. */
export const fieldsOfSettings = (
  settings: CampaignSettings,
  account: DayWindows,
): CampaignSettingsFields => ({
  own_hours: settings.calling_windows !== null,
  calling_windows: settings.calling_windows ?? account,
  max_concurrent_calls: settings.max_concurrent_calls ?? '',
  calls_per_minute: settings.calls_per_minute ?? '',
  most_calls_per_lead: settings.most_calls_per_lead,
  retries: settings.retries,
})

export const settingsOfFields = (fields: CampaignSettingsFields): CampaignSettings => ({
  calling_windows: windowsOfFields(fields),
  max_concurrent_calls: numberOrNull(fields.max_concurrent_calls),
  calls_per_minute: numberOrNull(fields.calls_per_minute),
  most_calls_per_lead: Number(fields.most_calls_per_lead),
  retries: Object.fromEntries(
    RetriedOutcome.options.map((outcome) => {
      const { most, after_hours } = fields.retries[outcome]
      return [outcome, { most: Number(most), after_hours: Number(after_hours) }]
    }),
  ) as CampaignSettings['retries'],
})

const numberOrNull = (typed: number | string): number | null => (typed === '' ? null : Number(typed))

/** Null: the same as the account's. */
export const windowsOfFields = ({
  own_hours,
  calling_windows,
}: Pick<CampaignSettingsFields, 'own_hours' | 'calling_windows'>): DayWindows | null =>
  own_hours ? calling_windows : null

const blankOr =
  (problem: (typed: unknown) => string | null) =>
  (typed: unknown): string | null =>
    typed === '' ? null : problem(typed)

const hoursProblem = (typed: unknown): string | null =>
  typeof typed === 'number' && typed >= 0 && typed <= 720 ? null : 'From 0 to 720 hours'

export const campaignSettingsProblems = {
  calling_windows: (windows: DayWindows, { own_hours }: CampaignSettingsFields) => {
    if (!own_hours) return null
    return Object.keys(windows).length === 0 ? 'Choose at least one day' : windowsProblem(windows)
  },
  max_concurrent_calls: blankOr(wholeNumberProblem(1, 50)),
  calls_per_minute: blankOr(wholeNumberProblem(1, 600)),
  most_calls_per_lead: wholeNumberProblem(1, 6),
  retries: Object.fromEntries(
    RetriedOutcome.options.map((outcome) => [
      outcome,
      { most: wholeNumberProblem(0, 5), after_hours: hoursProblem },
    ]),
  ) as Record<RetriedOutcome, Record<'most' | 'after_hours', (typed: unknown) => string | null>>,
}

/** What a campaign is set to, in words: names and values. */
export function settingsInWords({ settings, abandonment }: CampaignPace): [label: string, value: string][] {
  const { max_concurrent_calls, calls_per_minute, most_calls_per_lead, calling_windows } = settings
  return [
    ['Hours', calling_windows === null ? 'your calling hours from the settings' : 'its own, drawn above'],
    [
      campaignSettingsLabels.max_concurrent_calls,
      max_concurrent_calls === null ? 'as many as your settings allow' : `${max_concurrent_calls} at most`,
    ],
    [
      campaignSettingsLabels.calls_per_minute,
      calls_per_minute === null ? 'as many as the phone carrier allows' : `${calls_per_minute} at most`,
    ],
    [campaignSettingsLabels.most_calls_per_lead, `${most_calls_per_lead} at most`],
    [campaignSettingsLabels.retries, retriesInWords(settings)],
    [
      'Answered, then silence',
      abandonment.answered === 0
        ? ''
        : `${formatCount(abandonment.abandoned)} of ${plural(abandonment.answered, 'answered call')} in 30 days; paused by itself at 2 %`,
    ],
  ]
}

function retriesInWords({ retries }: CampaignSettings): string {
  const tried = RetriedOutcome.options
    .filter((outcome) => retries[outcome].most > 0)
    .map((outcome) => {
      const { most, after_hours } = retries[outcome]
      return `${retriedLabels[outcome].toLowerCase()}: ${plural(most, 'more call')} after ${plural(after_hours, 'hour')}`
    })
  return tried.length === 0 ? 'never' : tried.join('; ')
}
