import { CallingRules } from '../../../src-preload/contract/compliance.ts'
import type { OwnRules } from '../../core/compliance/gate-facts.ts'
import { defaultCallingRules } from '../../core/contractor.ts'
import type { Db } from './database.ts'

export interface CallingRulesStore {
  rules(contractorId: string): CallingRules
  /** What stays unnamed stays as it is. */
  saveRules(contractorId: string, changes: Partial<CallingRules>, atMs: number): CallingRules
  /** The same as the gate takes them. */
  ownRules(contractorId: string): OwnRules
}

/** The contractor's own calling rules. */
export function callingRules(db: Db): CallingRulesStore {
  const rulesOf = db.prepare('SELECT value FROM calling_rules WHERE contractor_id = ?').pluck()
  const save = db.prepare(
    `INSERT INTO calling_rules (contractor_id, value, updated_at_ms) VALUES (?, ?, ?)
     ON CONFLICT (contractor_id) DO UPDATE SET value = excluded.value, updated_at_ms = excluded.updated_at_ms`,
  )
  let remembered: { contractorId: string; value: string | undefined; own: OwnRules } | null = null
  const rules = (contractorId: string): CallingRules => {
    const value = rulesOf.get(contractorId) as string | undefined
    return CallingRules.parse({ ...defaultCallingRules, ...(value ? JSON.parse(value) : {}) })
  }
  return {
    rules,
    saveRules(contractorId, changes, atMs) {
      const changed = CallingRules.parse({ ...rules(contractorId), ...changes })
      save.run(contractorId, JSON.stringify(changed), Math.round(atMs))
      return changed
    },
    // Read anew for every question, and parsed anew when it changed: a whole list of leads is judged in one go.
    ownRules(contractorId) {
      const value = rulesOf.get(contractorId) as string | undefined
      if (remembered?.contractorId === contractorId && remembered.value === value) return remembered.own
      remembered = { contractorId, value, own: toOwnRules(rules(contractorId)) }
      return remembered.own
    },
  }
}

const toOwnRules = (own: CallingRules): OwnRules => ({
  consentGoodForDays: own.consent_good_for_days,
  callsPerDay: own.calls_per_day,
  callsPer30Days: own.calls_per_30_days,
  counselApprovedStates: own.counsel_approvals.map(({ state }) => state),
  statesNeedingLists: own.states_needing_lists,
})
