import {
  type ContractorProfile,
  type ContractorView,
  type DayWindows,
  Weekday,
} from '../../src-preload/contract/account.ts'
import { formatPhone } from '../ui/format.ts'
import { weekdayNames } from './weekday-names.ts'

/** The profile as a form holds it: phone numbers are text until they are read. */
export interface ContractorFields
  extends Omit<ContractorProfile, 'callback_number' | 'caller_id' | 'postal_address'> {
  callback_number: string
  postal_address: string
  caller_id: string
}

/** As the form writes them, from the top of the form down. */
export const contractorLabels = {
  legal_name: 'Legal name',
  display_name: 'Name homeowners know',
  callback_number: 'Callback number',
  caller_id: 'Caller ID',
  postal_address: 'Postal address',
  agent_name: 'Name of the agent',
  time_zone: 'Time zone',
  services: 'Services',
  crews: 'Crews',
  working_hours: 'When inspections may be booked',
  confirmed_states: 'States you may call into',
  calling_windows: 'When calls may be placed, in the homeowner’s time',
  recording: 'Recording',
  max_concurrent_calls: 'Calls at the same time',
} as const satisfies Record<keyof ContractorFields, string>

export function contractorFieldsOf(contractor: ContractorView): ContractorFields {
  const { contractor_id: _id, missing: _missing, updated_at: _at, ...profile } = contractor
  return {
    ...profile,
    callback_number: contractor.callback_number ? formatPhone(contractor.callback_number) : '',
    caller_id: contractor.caller_id ? formatPhone(contractor.caller_id) : '',
    postal_address: contractor.postal_address ?? '',
  }
}

export function profileOf(fields: ContractorFields): ContractorProfile {
  return {
    ...fields,
    callback_number: readPhone(fields.callback_number),
    caller_id: readPhone(fields.caller_id),
    postal_address: fields.postal_address.trim() === '' ? null : fields.postal_address.trim(),
  }
}

/** Ten digits are an American number; anything else needs its plus and country. */
export function readPhone(typed: string): string | null {
  const digits = typed.replaceAll(/\D/g, '')
  if (typed.trim().startsWith('+')) return `+${digits}`
  if (digits.length === 10) return `+1${digits}`
  if (digits.length === 11 && digits.startsWith('1')) return `+${digits}`
  return null
}

export function phoneProblem(typed: string): string | null {
  if (typed.trim() === '') return null
  const phone = readPhone(typed)
  return phone && /^\+[1-9]\d{6,14}$/.test(phone) ? null : 'Write it with its area code, like (512) 555-0100'
}

/** A stretch of hours must end after it begins; `24:00` is the end of the day. */
export function windowsProblem(windows: DayWindows): string | null {
  const wrong = Weekday.options.find((day) => {
    const window = windows[day]
    return window && window.to <= window.from
  })
  return wrong ? `${weekdayNames[wrong]} ends before it begins` : null
}

/** An emptied number field holds an empty text. */
export const wholeNumberProblem =
  (least: number, most: number) =>
  (typed: unknown): string | null =>
    Number.isInteger(typed) && Number(typed) >= least && Number(typed) <= most
      ? null
      : `A whole number from ${least} to ${most}`
