import type {
  ContractorChange,
  ContractorView,
  VoiceConfiguration,
} from '../../src-preload/contract/account.ts'
import type { CallStore } from '../core/call/call-record.ts'
import type { Clock } from '../core/clock.ts'
import { type ContractorStore, missingFrom, type StoredContractor } from '../core/contractor.ts'
import { found, Refused } from '../core/refused.ts'
import { isoInstant } from '../core/time.ts'
import type { Transactions } from '../core/transactions.ts'

export interface ContractorParts {
  readonly clock: Clock
  readonly transactions: Transactions
  readonly contractors: ContractorStore
  /** The contractor whose app this is. */
  readonly contractor: () => StoredContractor
  readonly calls: Pick<CallStore, 'recountDays'>
}

/** The contractor's profile. */
export function contractorApp({ clock, transactions, contractors, contractor, calls }: ContractorParts) {
  return {
    list: () => [contractorView(contractor())],
    put(contractorId: string, change: Omit<ContractorChange, 'contractor_id'>): ContractorView {
      const known = found(contractors.get(contractorId), 'contractor', contractorId)
      const { profile } = known
      const { missing, updated_at, ...changes } = change
      assertAsRead({ missing, updated_at }, contractorView(known))
      const changed = { ...profile, ...changes }
      assertZone(changed.time_zone)
      return transactions.run(() => {
        const saved = contractors.save({ contractorId, profile: changed }, clock.nowMs())
        if (changed.time_zone !== profile.time_zone) calls.recountDays()
        return contractorView(saved)
      })
    },
  }
}

/** How the agent sounds, listens and how long it talks. */
export function voiceConfigurationApp({
  contractors,
  contractor,
}: Pick<ContractorParts, 'contractors' | 'contractor'>) {
  return {
    get: () => contractors.voice(contractor().contractorId),
    put(changes: Partial<VoiceConfiguration>): VoiceConfiguration {
      const { contractorId } = contractor()
      const changed = { ...contractors.voice(contractorId), ...changes }
      contractors.saveVoice(contractorId, changed)
      return changed
    },
  }
}

const contractorView = ({ contractorId, profile, updatedAtMs }: StoredContractor): ContractorView => ({
  ...profile,
  contractor_id: contractorId as ContractorView['contractor_id'],
  missing: missingFrom(profile),
  updated_at: isoInstant(updatedAtMs),
})

/** Whoever sends back what they read may do so as long as it is what stands: else they would overwrite what they never saw. */
function assertAsRead(
  sent: Partial<Pick<ContractorView, 'missing' | 'updated_at'>>,
  stands: ContractorView,
): void {
  const other = (['missing', 'updated_at'] as const).filter(
    (field) => sent[field] !== undefined && JSON.stringify(sent[field]) !== JSON.stringify(stands[field]),
  )
  if (other.length === 0) return
  throw new Refused(
    'conflict',
    'The contractor was not changed',
    `${other.map((field) => `"${field}"`).join(' and ')} cannot be set, and what was sent is not what stands. Read the contractor again, or leave ${other.length === 1 ? 'it' : 'them'} out.`,
    other.map((path) => ({ path, message: 'cannot be set' })),
  )
}

function assertZone(timeZone: string): void {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone })
  } catch {
    throw new Refused(
      'invalid_input',
      'Unknown time zone',
      `"${timeZone}" is not a time zone name like America/Chicago.`,
    )
  }
}
