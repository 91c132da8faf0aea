import { z } from 'zod'
import { CutBy, TurnLatency, type TurnView } from '../../../src-preload/contract/calls.ts'

export const TurnRow = z.object({
  turn_id: z.string(),
  speaker: z.enum(['agent', 'homeowner']),
  started_at_ms: z.int(),
  ended_at_ms: z.int(),
  text: z.string(),
  sent_text: z.string().nullable(),
  heard_text: z.string(),
  interrupted: z.int(),
  cut_by: CutBy.nullable(),
  said_by: z.enum(['agent', 'desk']).nullable(),
  latency: z.string(),
  actions: z.string(),
})

export const toTurn = (row: z.infer<typeof TurnRow>): TurnView => ({
  ...row,
  // What was sent of older lines was not recorded: at least what was heard.
  sent_text: row.sent_text ?? row.heard_text,
  interrupted: row.interrupted === 1,
  latency: TurnLatency.parse(JSON.parse(row.latency)),
  actions: z.array(z.string()).parse(JSON.parse(row.actions)),
})
