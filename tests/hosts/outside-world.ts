import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readyLine } from '../../src-main/hosts/ready-line.ts'
import type { PracticeWorld } from '../../src-main/practice/practice-world.ts'
import { end, wallClockAt } from '../fixtures/child-process.ts'
import type { WireTap } from './wire-tap.ts'

const ROOT = join(import.meta.dirname, '..', '..')
const BUNDLES = join(ROOT, 'resources', 'practice', 'bundles.json')

/** The vendors and a relay as programs of their own, so that they outlive the desktop under test. */
export interface OutsideWorld {
  readonly control: string
  /** Their addresses and keys. */
  readonly vendors: PracticeWorld['ready']
  /** Environment with which the desktop runs in live mode against this world. */
  readonly environment: Record<string, string>
  readonly relay: ChildProcess
  /** Ends the relay as told and starts it on the same folder and port, with other variables if told so. */
  restartRelay(signal: 'SIGKILL' | 'SIGTERM', variables?: Record<string, string>): Promise<void>
  readonly relayFolder: string
  /** Everything the relay wrote to stderr. */
  relaySaid(): string
  close(): Promise<void>
}

export interface OutsideWorldOptions {
  readonly relayVariables?: Record<string, string>
  /** What the internet and the desktop meet in place of the relay itself. */
  readonly front?: Pick<WireTap, 'origin' | 'leadTo'>
  /** Puts something between the desktop or the relay and a vendor: answers the address to use. */
  readonly through?: (baseUrl: string) => Promise<string>
  /** `source` needs no build before it. */
  readonly programs?: keyof typeof PROGRAMS
}

const PROGRAMS = {
  built: { practice: 'out/main/practice.js', relay: 'out/main/relay.js' },
  source: { practice: 'src-main/practice/main.ts', relay: 'cloud-relay/main.ts' },
} as const

export async function startOutsideWorld({
  relayVariables = {},
  front,
  through = async (baseUrl) => baseUrl,
  programs = 'built',
}: OutsideWorldOptions = {}): Promise<OutsideWorld> {
  const folder = mkdtempSync(join(tmpdir(), 'ridgeline-outside-'))
  const practice = run(PROGRAMS[programs].practice, [
    '--resources',
    join(ROOT, 'resources'),
    '--cache',
    join(folder, 'voices'),
    '--stay',
  ])
  practice.stderr?.resume()
  const vendors = (await readyLine(practice, 'practice world')) as PracticeWorld['ready']
  const relayFolder = join(folder, 'relay')
  const stripeUrl = await through(vendors.stripe.baseUrl)
  const startRelay = (port: string, variables = relayVariables) => {
    const args = ['--port', port, '--data-dir', relayFolder, '--bundles', BUNDLES]
    const started = run(PROGRAMS[programs].relay, args, {
      TELNYX_WEBHOOK_PUBLIC_KEY: vendors.telnyx.publicKey,
      STRIPE_BASE_URL: stripeUrl,
      ...(front && { RELAY_PUBLIC_URL: front.origin }),
      ...variables,
    })
    started.stderr?.on('data', (chunk) => {
      relaySaid += String(chunk)
    })
    return started
  }
  let relaySaid = ''
  let relay = startRelay('0')
  const { url, pairingCode } = (await readyLine(relay, 'relay')) as { url: string; pairingCode: string }
  front?.leadTo(url)
  return {
    control: vendors.control,
    vendors,
    get relay() {
      return relay
    },
    async restartRelay(signal, variables) {
      await end(relay, signal)
      relay = startRelay(new URL(url).port, variables)
      await readyLine(relay, 'relay')
    },
    relayFolder,
    relaySaid: () => relaySaid,
    environment: {
      TELNYX_API_KEY: vendors.telnyx.apiKey,
      TELNYX_BASE_URL: await through(vendors.telnyx.baseUrl),
      TELNYX_CONNECTION_ID: vendors.telnyx.connectionId,
      TELNYX_FROM_NUMBER: vendors.telnyx.fromNumber,
      DEEPGRAM_API_KEY: vendors.deepgram.apiKey,
      DEEPGRAM_BASE_URL: await through(vendors.deepgram.baseUrl),
      ANTHROPIC_API_KEY: vendors.anthropic.apiKey,
      ANTHROPIC_BASE_URL: await through(vendors.anthropic.baseUrl),
      ELEVENLABS_API_KEY: vendors.elevenlabs.apiKey,
      ELEVENLABS_BASE_URL: await through(vendors.elevenlabs.baseUrl),
      RELAY_URL: front?.origin ?? url,
      RELAY_PAIRING_CODE: pairingCode,
      // The calling hours are real: the desktop's wall clock is shifted to the morning of the samples.
      NODE_OPTIONS: wallClockAt(Date.UTC(2026, 10, 23, 16, 30)),
    },
    async close() {
      await Promise.all([practice, relay].map((child) => end(child)))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function run(entry: string, args: string[], variables: Record<string, string> = {}): ChildProcess {
  return spawn(process.execPath, [join(ROOT, entry), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...variables },
  })
}
