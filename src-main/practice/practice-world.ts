import { homedir } from 'node:os'
import { join } from 'node:path'
import { type AnthropicSimulator, startAnthropic } from './anthropic/anthropic.ts'
import { type ControlServer, startControl } from './control.ts'
import { startDeepgram } from './deepgram/deepgram.ts'
import { hearableUtterances } from './ears/utterances.ts'
import { startElevenLabs } from './elevenlabs/elevenlabs.ts'
import { type Faults, faultBoard } from './faults.ts'
import { type Directory, readDirectory } from './homeowners/directory.ts'
import { prepareLines } from './prepare-lines.ts'
import { type StripeSimulator, startStripe } from './stripe/stripe.ts'
import { startTelnyx, type TelnyxSimulator } from './telnyx/telnyx.ts'
import { PHONE_NUMBER_ID, startVapi } from './vapi/vapi.ts'
import { openStudio } from './voices/studio.ts'
import { DEFAULT_AGENT_VOICE_ID } from './voices/voice.ts'

/** Everything outside Ridgeline, on loopback: the vendors, and the homeowners behind their telephone numbers. */
export interface PracticeWorld {
  readonly ready: ReadyLine
  readonly telnyx: TelnyxSimulator
  readonly anthropic: AnthropicSimulator
  readonly stripe: StripeSimulator
  readonly directory: Directory
  readonly faults: Faults
  close(): Promise<void>
}

export interface PracticeOptions {
  readonly resourcesFolder?: string
  readonly cacheFolder?: string
  /** 0 or left out: any free port. */
  readonly ports?: Partial<
    Record<'telnyx' | 'deepgram' | 'anthropic' | 'elevenlabs' | 'vapi' | 'stripe' | 'control', number>
  >
  readonly webhookSeedHex?: string
  /** Where the carrier's records of calls outlive this world. */
  readonly carrierRecordsFile?: string
  /** Where Stripe's dashboard would say that events go. */
  readonly stripeWebhookUrl?: string
  readonly seed?: number
  /** Speaks the homeowners' usual lines ahead of time, so that nobody answers late. On by default. */
  readonly prepareLines?: boolean
  /** How many times faster than speech the calls that Vapi holds go; they have no sound to wait for. 1 when left out. */
  readonly hostedSpeed?: number
}

export interface ReadyLine {
  readonly ready: true
  readonly telnyx: {
    baseUrl: string
    apiKey: string
    connectionId: string
    fromNumber: string
    publicKey: string
    messagingProfileId: string
  }
  readonly deepgram: { baseUrl: string; apiKey: string }
  readonly anthropic: { baseUrl: string; apiKey: string }
  readonly elevenlabs: { baseUrl: string; apiKey: string; voiceId: string }
  readonly vapi: { baseUrl: string; apiKey: string; phoneNumberId: string }
  readonly stripe: { baseUrl: string; apiKey: string; webhookSecret: string }
  readonly control: string
}

const KEYS = {
  telnyx: 'KEY_PRACTICE_TELNYX',
  deepgram: 'practice-deepgram-key',
  anthropic: 'sk-ant-practice',
  elevenlabs: 'sk_practice_elevenlabs',
  vapi: 'practice-vapi-key',
  stripe: 'sk_test_practice',
  stripeWebhook: 'whsec_practice_webhook_secret',
} as const
const CONNECTION_ID = '1494404757140276705'
const FROM_NUMBER = '+15125550199'
const MESSAGING_PROFILE_ID = '40017a7d-0000-4000-8000-000000000199'

export async function startPracticeWorld(options: PracticeOptions = {}): Promise<PracticeWorld> {
  const resourcesFolder = options.resourcesFolder ?? join(import.meta.dirname, '..', '..', 'resources')
  const cacheFolder = options.cacheFolder ?? join(homedir(), '.cache', 'ridgeline', 'practice-voices')
  const ports = options.ports ?? {}
  const faults = faultBoard()
  const utterances = hearableUtterances()
  const studio = openStudio({ cacheFolder, resourcesFolder, utterances })
  const directory = readDirectory(join(resourcesFolder, 'practice', 'homeowners.json'))
  const shared = { faults, studio, utterances, directory, seed: options.seed ?? 1 }

  const telnyx = await startTelnyx({
    ...shared,
    port: ports.telnyx ?? 0,
    apiKey: KEYS.telnyx,
    connectionId: CONNECTION_ID,
    ...(options.webhookSeedHex && { webhookSeedHex: options.webhookSeedHex }),
    ...(options.carrierRecordsFile && { recordsFile: options.carrierRecordsFile }),
  })
  const deepgram = await startDeepgram({ ...shared, port: ports.deepgram ?? 0, apiKey: KEYS.deepgram })
  const anthropic = await startAnthropic({ port: ports.anthropic ?? 0, apiKey: KEYS.anthropic, faults })
  const elevenlabs = await startElevenLabs({
    ...shared,
    port: ports.elevenlabs ?? 0,
    apiKey: KEYS.elevenlabs,
  })
  const vapi = await startVapi({
    ...shared,
    port: ports.vapi ?? 0,
    apiKey: KEYS.vapi,
    speed: options.hostedSpeed ?? 1,
  })
  const stripe = await startStripe({
    port: ports.stripe ?? 0,
    secretKey: KEYS.stripe,
    webhookSecret: KEYS.stripeWebhook,
    faults,
  })
  if (options.stripeWebhookUrl) stripe.webhooks.urls.add(options.stripeWebhookUrl)
  const control: ControlServer = await startControl({
    port: ports.control ?? 0,
    faults,
    telnyx,
    directory,
    anthropic,
    stripe,
    elevenlabs,
    vapi,
  })
  if (options.prepareLines ?? true) void prepareLines(studio, directory)

  return {
    ready: {
      ready: true,
      telnyx: {
        baseUrl: telnyx.baseUrl,
        apiKey: KEYS.telnyx,
        connectionId: CONNECTION_ID,
        fromNumber: FROM_NUMBER,
        publicKey: telnyx.publicKey,
        messagingProfileId: MESSAGING_PROFILE_ID,
      },
      deepgram: { baseUrl: deepgram.origin, apiKey: KEYS.deepgram },
      anthropic: { baseUrl: anthropic.origin, apiKey: KEYS.anthropic },
      elevenlabs: { baseUrl: elevenlabs.origin, apiKey: KEYS.elevenlabs, voiceId: DEFAULT_AGENT_VOICE_ID },
      vapi: { baseUrl: vapi.origin, apiKey: KEYS.vapi, phoneNumberId: PHONE_NUMBER_ID },
      stripe: { baseUrl: stripe.origin, apiKey: KEYS.stripe, webhookSecret: KEYS.stripeWebhook },
      control: control.origin,
    },
    telnyx,
    anthropic,
    stripe,
    directory,
    faults,
    async close() {
      await Promise.all(
        [telnyx, deepgram, anthropic, elevenlabs, vapi, stripe, control].map((part) => part.close()),
      )
      await studio.close()
    },
  }
}
