import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type { Logger } from 'pino'
import { z } from 'zod'
import { ContractorProfile } from '../../src-preload/contract/account.ts'
import type { Host, VendorSettings } from '../compose/host.ts'
import type { Closers } from '../core/shutdown.ts'
import type { Environment } from './environment.ts'
import { keptRunning } from './kept-running.ts'
import type { LaunchSideProgram, SideProgram } from './side-program.ts'

/** The world outside as the core is told of it: real, or simulated on loopback. */
export interface Outside {
  /** Where faults of the practice world are switched; null in the real world. */
  readonly practiceControl: string | null
  readonly practiceStartsAtMs: number | null
  readonly vendors: VendorSettings
  readonly defaultVoiceId: string | null
  readonly relay: Host['relay']
  readonly firstContractor: Host['firstContractor']
}

const PracticeReady = z.object({
  telnyx: z.object({
    baseUrl: z.string(),
    apiKey: z.string(),
    connectionId: z.string(),
    fromNumber: z.string(),
    publicKey: z.string(),
    messagingProfileId: z.string(),
  }),
  deepgram: z.object({ baseUrl: z.string(), apiKey: z.string() }),
  anthropic: z.object({ baseUrl: z.string(), apiKey: z.string() }),
  elevenlabs: z.object({ baseUrl: z.string(), apiKey: z.string(), voiceId: z.string() }),
  vapi: z.object({ baseUrl: z.string(), apiKey: z.string(), phoneNumberId: z.string() }),
  stripe: z.object({ baseUrl: z.string(), apiKey: z.string(), webhookSecret: z.string() }),
  control: z.string(),
})
/** The moment the shipped samples were made for. */
const PracticeStart = z.object({ starts_at: z.iso.datetime() })
const RelayReady = z.object({ url: z.string(), pairingCode: z.string().nullable() })

interface PracticeParts {
  readonly root: string
  readonly launch: LaunchSideProgram
  readonly log: Logger
}

/** The world outside on loopback, and a relay of its own in front of it. */
export async function startPractice(
  { root, launch, log }: PracticeParts,
  dataFolder: string,
  closers: Closers,
): Promise<Outside> {
  const resources = join(root, 'resources')
  const world = await launch(
    'practice',
    [
      ...['--resources', resources, '--cache', join(dataFolder, 'practice-voices')],
      ...['--carrier-records', join(dataFolder, 'practice-carrier.jsonl')],
    ],
    {},
  )
  closers.add(() => world.stop())
  const vendors = PracticeReady.parse(world.ready)
  const relay = await practiceRelay({ launch, log }, dataFolder, resources, vendors)
  closers.add(() => relay.stop())
  const { url, pairingCode } = RelayReady.parse(relay.ready)
  await tellVendor(`${vendors.control}/stripe/webhook-url`, `${url}/api/webhooks/stripe`)
  await tellVendor(`${vendors.control}/messages/webhook-url`, `${url}/api/webhooks/telnyx`)
  const shipped = (name: string): unknown =>
    JSON.parse(readFileSync(join(resources, 'practice', name), 'utf8'))
  const profile = ContractorProfile.partial().parse(shipped('contractor.json'))
  const { starts_at } = PracticeStart.parse(shipped('start.json'))
  return {
    practiceControl: vendors.control,
    practiceStartsAtMs: Date.parse(starts_at),
    // Nobody real is written to in practice.
    vendors: { ...vendors, mail: null },
    defaultVoiceId: vendors.elevenlabs.voiceId,
    relay: { url, pairingCode },
    firstContractor: {
      profile: { ...profile, caller_id: vendors.telnyx.fromNumber },
      creditCents: PRACTICE_CREDIT_CENTS,
    },
  }
}

/** Takes its old port and folder when it comes back: the link and every webhook know it by its address. */
function practiceRelay(
  { launch, log }: Pick<PracticeParts, 'launch' | 'log'>,
  dataFolder: string,
  resources: string,
  { telnyx, stripe }: z.infer<typeof PracticeReady>,
): Promise<SideProgram> {
  const variables = {
    TELNYX_WEBHOOK_PUBLIC_KEY: telnyx.publicKey,
    VAPI_WEBHOOK_SECRET: `practice_${randomBytes(24).toString('base64url')}`,
    STRIPE_SECRET_KEY: stripe.apiKey,
    STRIPE_WEBHOOK_SECRET: stripe.webhookSecret,
    STRIPE_BASE_URL: stripe.baseUrl,
  }
  return keptRunning({
    launch(before) {
      const port = before ? new URL(RelayReady.parse(before.ready).url).port : '0'
      return launch(
        'relay',
        [
          ...['--port', port, '--data-dir', join(dataFolder, 'relay'), '--exit-with-parent'],
          ...['--bundles', join(resources, 'practice', 'bundles.json')],
        ],
        variables,
      )
    },
    wait: (ms, signal) => setTimeout(ms, undefined, { signal }).catch(() => {}),
    nowMs: () => performance.now(),
    ended: () => log.warn('the practice relay ended unexpectedly; it is started anew'),
    startFailed: (error) => log.error({ err: error }, 'the practice relay could not be started anew'),
  })
}

/** What an operator does once in a vendor's dashboard: say where events go. */
async function tellVendor(where: string, url: string): Promise<void> {
  const answered = await fetch(where, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url }),
  })
  if (!answered.ok) throw new Error('A practice vendor did not take its webhook address.')
}

const PRACTICE_CREDIT_CENTS = 250_00

/** Throws an Error that names the first variable that is missing. */
export function liveOutside(environment: Environment): Outside {
  const need = (name: keyof Environment): string => {
    const value = environment[name]
    if (value === undefined) throw new Error(`Live mode needs ${name}.`)
    return value
  }
  return {
    practiceControl: null,
    practiceStartsAtMs: null,
    vendors: {
      telnyx: {
        apiKey: need('TELNYX_API_KEY'),
        baseUrl: environment.TELNYX_BASE_URL ?? 'https://api.telnyx.com/v2',
        connectionId: need('TELNYX_CONNECTION_ID'),
        messagingProfileId: environment.TELNYX_MESSAGING_PROFILE_ID ?? null,
      },
      deepgram: {
        apiKey: need('DEEPGRAM_API_KEY'),
        baseUrl: environment.DEEPGRAM_BASE_URL ?? 'https://api.deepgram.com',
      },
      anthropic: {
        apiKey: need('ANTHROPIC_API_KEY'),
        baseUrl: environment.ANTHROPIC_BASE_URL ?? 'https://api.anthropic.com',
      },
      elevenlabs: {
        apiKey: need('ELEVENLABS_API_KEY'),
        baseUrl: environment.ELEVENLABS_BASE_URL ?? 'https://api.elevenlabs.io',
      },
      vapi: environment.VAPI_API_KEY
        ? {
            apiKey: environment.VAPI_API_KEY,
            baseUrl: environment.VAPI_BASE_URL ?? 'https://api.vapi.ai',
            phoneNumberId: environment.VAPI_PHONE_NUMBER_ID ?? null,
          }
        : null,
      mail: environment.SMTP_URL ? { url: environment.SMTP_URL, from: environment.SMTP_FROM ?? null } : null,
    },
    defaultVoiceId: null,
    relay: { url: need('RELAY_URL'), pairingCode: environment.RELAY_PAIRING_CODE ?? null },
    firstContractor: { profile: { caller_id: need('TELNYX_FROM_NUMBER') }, creditCents: 0 },
  }
}
