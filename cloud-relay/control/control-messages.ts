/** One line of JSON each way, over a socket in the data folder that only the relay's own user can open. */
import { z } from 'zod'
import { PairedDevice } from '../wire/device-messages.ts'

export const ControlRequest = z.discriminatedUnion('command', [
  z.object({ command: z.literal('devices') }),
  z.object({ command: z.literal('remove'), device_id: z.string().max(64) }),
  z.object({ command: z.literal('pair') }),
  z.object({ command: z.literal('change-key') }),
])
export type ControlRequest = z.infer<typeof ControlRequest>

export const ControlAnswer = z.union([
  z.object({ ok: z.literal(false), problem: z.string() }),
  z.object({
    ok: z.literal(true),
    type: z.literal('devices'),
    connected: z.string().nullable(),
    devices: z.array(PairedDevice),
  }),
  z.object({
    ok: z.literal(true),
    type: z.literal('removed'),
    device_id: z.string(),
    name: z.string(),
    left: z.int(),
  }),
  z.object({ ok: z.literal(true), type: z.literal('code'), code: z.string() }),
  z.object({ ok: z.literal(true), type: z.literal('key-changed'), fingerprint: z.string() }),
])
export type ControlAnswer = z.infer<typeof ControlAnswer>
