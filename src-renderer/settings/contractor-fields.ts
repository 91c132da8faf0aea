import type { ContractorProfile, ContractorView } from '../../src-preload/contract/account.ts'
import { formatPhone } from '../ui/format.ts'

/** The profile as a form holds it: phone numbers are text until they are read. */
export interface ContractorFields extends Omit<ContractorProfile, 'callback_number' | 'caller_id'> {
  callback_number: string
  caller_id: string
}

export function contractorFieldsOf(contractor: ContractorView): ContractorFields {
  const { contractor_id: _id, missing: _missing, updated_at: _at, ...profile } = contractor
  return {
    ...profile,
    callback_number: contractor.callback_number ? formatPhone(contractor.callback_number) : '',
    caller_id: contractor.caller_id ? formatPhone(contractor.caller_id) : '',
  }
}

export function profileOf(fields: ContractorFields): ContractorProfile {
  return {
    ...fields,
    callback_number: readPhone(fields.callback_number),
    caller_id: readPhone(fields.caller_id),
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
  return phone && /^\+[1-9]\d{6,14}$/.test(phone) ? null : 'A number with area code, like (512) 555-0100'
}
