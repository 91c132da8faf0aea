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
import { startTelnyx, type TelnyxSimulator } from './telnyx/telnyx.ts'
import { openStudio } from './voices/studio.ts'
import { DEFAULT_AGENT_VOICE_ID } from './voices/voice.ts'

/** Everything outside Ridgeline, on loopback: the vendors, and the homeowners behind their telephone numbers. */
export interface PracticeWorld {
  readonly ready: ReadyLine
  readonly telnyx: TelnyxSimulator
  readonly anthropic: AnthropicSimulator
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
  readonly seed?: number
  /** Speaks the homeowners' usual lines ahead of time, so that nobody answers late. On by default. */
  readonly prepareLines?: boolean
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
  readonly control: string
}

const KEYS = {
  telnyx: 'KEY_PRACTICE_TELNYX',
  deepgram: 'practice-deepgram-key',
  anthropic: 'sk-ant-practice',
  elevenlabs: 'sk_practice_elevenlabs',
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
  })
  const deepgram = await startDeepgram({ ...shared, port: ports.deepgram ?? 0, apiKey: KEYS.deepgram })
  const anthropic = await startAnthropic({ port: ports.anthropic ?? 0, apiKey: KEYS.anthropic, faults })
  const elevenlabs = await startElevenLabs({
    ...shared,
    port: ports.elevenlabs ?? 0,
    apiKey: KEYS.elevenlabs,
  })
  const control: ControlServer = await startControl({
    port: ports.control ?? 0,
    faults,
    telnyx,
    directory,
    anthropic,
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
      control: control.origin,
    },
    telnyx,
    anthropic,
    directory,
    faults,
    async close() {
      await Promise.all([
        telnyx.close(),
        deepgram.close(),
        anthropic.close(),
        elevenlabs.close(),
        control.close(),
      ])
      await studio.close()
    },
  }
}
