import { z } from 'zod'
import { Instant } from './primitives.ts'

/** A computer that may use this account's relay. One at a time does. */
export const ComputerView = z.object({
  computer_id: z.string(),
  name: z.string(),
  paired_at: Instant,
  last_seen_at: Instant.nullable(),
  is_this: z.boolean(),
  /**
   * `relay_code`: with a code that the relay printed; `computer`: signed by the paired computer named in
   * `let_in_by_name`; `unproven`: by no signature that holds, which only the relay's host can have brought about.
   */
  let_in_by: z.enum(['relay_code', 'computer', 'unproven']),
  let_in_by_name: z.string().nullable(),
})
export type ComputerView = z.infer<typeof ComputerView>

export const PairingCodeView = z.object({
  /** Works once, on one other computer, while this one is connected. */
  code: z.string(),
  relay_url: z.string(),
  expires_at: Instant,
})
export type PairingCodeView = z.infer<typeof PairingCodeView>
