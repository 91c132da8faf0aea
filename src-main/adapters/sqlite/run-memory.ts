import { z } from 'zod'
import type { RestartParts } from '../../core/restart-notice.ts'
import type { Settings } from './settings.ts'

const MEMORY = 'last_run'

/** How this run ends is known to the next start: see `RestartNotices`. */
export const runMemory = (settings: Settings): RestartParts['memory'] => ({
  read: () => RunMemoryRow.nullable().parse(settings.read(MEMORY)),
  save: (memory) => settings.write(MEMORY, memory),
})

const CutOffCalls = z.array(z.object({ callId: z.string(), was: z.enum(['dialing', 'ringing', 'live']) }))

const RunMemoryRow = z.object({
  running: z.boolean(),
  notice: z
    .object({
      noticeId: z.string(),
      startedAtMs: z.int(),
      cause: z.enum(['crash', 'closed']),
      cutOff: CutOffCalls,
      campaignIds: z.array(z.string()),
    })
    .nullable(),
  closedDuring: CutOffCalls.default([]),
})
