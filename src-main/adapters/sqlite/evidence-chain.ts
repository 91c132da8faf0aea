import { z } from 'zod'
import { decisionText } from '../../core/compliance/evidence-bundle.ts'
import type { Db } from './database.ts'

/** One gate decision as it is kept. */
const Decision = z.object({
  decision_id: z.string(),
  lead_id: z.string(),
  call_id: z.string().nullable(),
  at_ms: z.int(),
  moment: z.enum(['queue', 'dial', 'text']),
  allowed: z.union([z.literal(0), z.literal(1)]),
  reasons: z.string(),
  inputs: z.string(),
  rules_version: z.string(),
})
type Decision = z.infer<typeof Decision>
const Kept = Decision.extend({ decision_no: z.int(), previous_hash: z.string(), hash: z.string() })

const GENESIS = '0'.repeat(64)

/** Each decision carries the hash of the one before it, so that none can be changed, dropped or slipped in unnoticed. */
export function evidenceChain(db: Db, hash: (text: string) => string) {
  const lastHash = db.prepare('SELECT hash FROM gate_decision ORDER BY decision_no DESC LIMIT 1').pluck()
  const all = db.prepare('SELECT * FROM gate_decision ORDER BY decision_no')
  const insert = db.prepare(
    `INSERT INTO gate_decision (decision_id, lead_id, call_id, at_ms, moment, allowed, reasons, inputs, rules_version, previous_hash, hash)
     VALUES (@decision_id, @lead_id, @call_id, @at_ms, @moment, @allowed, @reasons, @inputs, @rules_version, @previous_hash, @hash)`,
  )
  const hashOf = (previous: string, decision: Decision) => hash(previous + decisionText(decision))

  return {
    append(decision: Decision): void {
      const previous_hash = (lastHash.get() as string | undefined) ?? GENESIS
      insert.run({ ...decision, previous_hash, hash: hashOf(previous_hash, decision) })
    },
    verify(): { decisionNo: number; decisionId: string } | null {
      let previous = GENESIS
      let number = 0
      for (const row of all.iterate()) {
        const { decision_no, previous_hash, hash: kept, ...decision } = Kept.parse(row)
        number += 1
        const intact =
          decision_no === number && previous_hash === previous && hashOf(previous, decision) === kept
        if (!intact) return { decisionNo: decision_no, decisionId: decision.decision_id }
        previous = kept
      }
      return null
    },
  }
}
