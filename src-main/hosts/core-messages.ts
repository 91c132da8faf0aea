import { z } from 'zod'
import { Environment } from './environment.ts'

/** What the core process and whoever started it say to each other. Both sides parse what they hear. */
export const CoreStart = z.object({
  version: z.string(),
  root: z.string(),
  dataFolder: z.string(),
  port: z.int(),
  wishedMode: z.enum(['practice', 'live']).nullable(),
  logLevel: z.string(),
  /** The environment's values, completed from the keychain. */
  environment: Environment,
  secrets: z.object({
    canStore: z.boolean(),
    note: z.string().nullable(),
    fromKeychain: z.array(z.string()),
    deviceKey: z.string().nullable(),
  }),
})
export type CoreStart = z.infer<typeof CoreStart>

/** What only the starter can do: programs and the keychain. */
export const CoreQuestion = z.discriminatedUnion('do', [
  z.object({
    do: z.literal('launch'),
    name: z.enum(['relay', 'practice']),
    args: z.array(z.string()),
    variables: z.record(z.string(), z.string()),
  }),
  z.object({ do: z.literal('stop-side-program'), programId: z.string() }),
  z.object({ do: z.literal('save-key'), vendor: z.string(), key: z.string() }),
  z.object({ do: z.literal('save-device-key'), value: z.string() }),
])
export type CoreQuestion = z.infer<typeof CoreQuestion>

export const Launched = z.object({ programId: z.string(), ready: z.unknown() })

/** A refusal is for the person; a failure is a bug or a broken program. */
export const CoreAnswer = z.discriminatedUnion('outcome', [
  z.object({ outcome: z.literal('done'), value: z.unknown() }),
  z.object({ outcome: z.literal('refused'), title: z.string(), detail: z.string() }),
  z.object({ outcome: z.literal('failed'), message: z.string() }),
])
export type CoreAnswer = z.infer<typeof CoreAnswer>

export const ToCore = z.discriminatedUnion('type', [
  z.object({ type: z.literal('start'), options: CoreStart }),
  /** Comes with one message port: a window's line. */
  z.object({ type: z.literal('port') }),
  z.object({ type: z.literal('answer'), questionId: z.int(), answer: CoreAnswer }),
  z.object({ type: z.literal('side-program-ended'), programId: z.string(), name: z.string() }),
  z.object({ type: z.literal('resumed') }),
  z.object({ type: z.literal('stop') }),
])
export type ToCore = z.infer<typeof ToCore>

export const FromCore = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready'), readyLine: z.record(z.string(), z.unknown()) }),
  z.object({ type: z.literal('failed'), message: z.string() }),
  z.object({ type: z.literal('ask'), questionId: z.int(), question: CoreQuestion }),
])
export type FromCore = z.infer<typeof FromCore>
