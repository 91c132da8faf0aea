/** Flags and environment, parsed once. A wrong value stops the start with one sentence that names it. */
import { createPublicKey, type KeyObject } from 'node:crypto'
import { parseArgs } from 'node:util'
import { type Bundle, readBundles } from './billing/bundles.ts'
import { ControlRequest } from './control/control-messages.ts'
import { SettingsFailure } from './settings-failure.ts'
import { isLoopbackHost } from './wire/loopback.ts'

export type TelnyxScheme =
  /** API v2: what every new application uses. */
  | { kind: 'ed25519'; publicKey: KeyObject }
  /** API v1, for an operator who configured a secret instead of a key. Never a fallback for the other. */
  | { kind: 'hmac-v1'; secret: string }

export interface Settings {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  /** `undefined`: reachable on loopback only, under the address it listens on. */
  readonly publicUrl: string | undefined
  readonly telnyx: TelnyxScheme
  readonly vapiSecret: string | undefined
  /** Vapi signs its messages with it, where the operator made an HMAC credential there. Never beside `vapiSecret`. */
  readonly vapiHmacSecret?: string | undefined
  readonly stripe:
    | { webhookSecret: string; secretKey: string | undefined; baseUrl: string | undefined }
    | undefined
  readonly bundles: readonly Bundle[]
  readonly exitWithParent: boolean
  readonly resetPairing: boolean
  /** Take the place of a relay that runs on the same folder. */
  readonly takeOver: boolean
}

const DEFAULT_DATA_DIR = '.data/relay'

export type Environment = Readonly<Record<string, string | undefined>>

/** A command for the relay of a folder, in place of starting one. */
export function readCommand(
  args: readonly string[],
): { dataDir: string; request: ControlRequest } | undefined {
  const { values, positionals } = readArguments(args)
  const [command, deviceId, ...more] = positionals
  if (command === undefined) return undefined
  const request = ControlRequest.safeParse({
    command,
    ...(deviceId !== undefined && { device_id: deviceId }),
  })
  if (!request.success || more.length > 0 || (deviceId !== undefined && command !== 'remove'))
    throw new SettingsFailure('Commands are: devices, remove ID, pair, change-key.')
  return { dataDir: values['data-dir'] ?? DEFAULT_DATA_DIR, request: request.data }
}

export function readSettings(args: readonly string[], env: Environment): Settings {
  const flags = readArguments(args).values
  const publicUrl = readPublicUrl(env)
  const host =
    flags.host ?? (publicUrl && !isLoopbackHost(new URL(publicUrl).hostname) ? '0.0.0.0' : '127.0.0.1')
  if (!publicUrl && !isLoopbackHost(host)) {
    throw new SettingsFailure(
      'RELAY_PUBLIC_URL must name the public https address when the relay listens beyond loopback.',
    )
  }
  return {
    host,
    port: readPort(flags.port),
    dataDir: flags['data-dir'] ?? DEFAULT_DATA_DIR,
    publicUrl,
    telnyx: readTelnyxScheme(env),
    ...readVapi(env),
    stripe: readStripe(env),
    bundles: readBundles(flags['data-dir'] ?? DEFAULT_DATA_DIR, flags.bundles),
    exitWithParent: flags['exit-with-parent'] ?? false,
    resetPairing: flags['reset-pairing'] ?? false,
    takeOver: flags['take-over'] ?? false,
  }
}

function readArguments(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        port: { type: 'string' },
        host: { type: 'string' },
        'data-dir': { type: 'string' },
        bundles: { type: 'string' },
        'exit-with-parent': { type: 'boolean' },
        'reset-pairing': { type: 'boolean' },
        'take-over': { type: 'boolean' },
      },
    })
  } catch (cause) {
    throw new SettingsFailure(cause instanceof Error ? cause.message : 'The flags could not be read.')
  }
}

function readPort(text = '8787'): number {
  const port = Number(text)
  if (!/^\d{1,5}$/.test(text) || port > 65_535)
    throw new SettingsFailure('--port must be a number from 0 to 65535.')
  return port
}

function readPublicUrl(env: Environment): string | undefined {
  const text = env.RELAY_PUBLIC_URL?.trim()
  if (!text) return undefined
  const origin = readOrigin(text)
  if (!origin)
    throw new SettingsFailure(
      'RELAY_PUBLIC_URL must be an https origin such as https://relay.example.com, without a path.',
    )
  return origin
}

function readTelnyxScheme(env: Environment): TelnyxScheme {
  const key = env.TELNYX_WEBHOOK_PUBLIC_KEY?.trim()
  if (key) return { kind: 'ed25519', publicKey: readEd25519Key(key) }
  const secret = readSecret(env, 'TELNYX_WEBHOOK_SECRET')
  if (secret) return { kind: 'hmac-v1', secret }
  throw new SettingsFailure(
    'TELNYX_WEBHOOK_PUBLIC_KEY is missing: without it (or TELNYX_WEBHOOK_SECRET for an API v1 application) no webhook could be trusted.',
  )
}

function readVapi(env: Environment): Pick<Settings, 'vapiSecret' | 'vapiHmacSecret'> {
  const vapiSecret = readSecret(env, 'VAPI_WEBHOOK_SECRET')
  const vapiHmacSecret = readSecret(env, 'VAPI_WEBHOOK_HMAC_SECRET')
  if (vapiSecret && vapiHmacSecret) {
    throw new SettingsFailure(
      'Set VAPI_WEBHOOK_SECRET or VAPI_WEBHOOK_HMAC_SECRET, not both: the weaker proof would do for a forger.',
    )
  }
  return { vapiSecret, vapiHmacSecret }
}

const SPKI_ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

function readEd25519Key(text: string): KeyObject {
  const raw = Buffer.from(text, 'base64')
  try {
    if (raw.length === 32 && raw.toString('base64').replace(/=+$/, '') === text.replace(/=+$/, '')) {
      return createPublicKey({ key: Buffer.concat([SPKI_ED25519_PREFIX, raw]), format: 'der', type: 'spki' })
    }
  } catch {
    // Told below, without quoting the value.
  }
  throw new SettingsFailure(
    'TELNYX_WEBHOOK_PUBLIC_KEY must be the base64 public key of 32 bytes shown in Mission Control.',
  )
}

function readStripe(env: Environment): Settings['stripe'] {
  const secretKey = readSecret(env, 'STRIPE_SECRET_KEY')
  const webhookSecret = readSecret(env, 'STRIPE_WEBHOOK_SECRET')
  const baseUrl = readStripeBaseUrl(env)
  if (secretKey && !webhookSecret) {
    throw new SettingsFailure(
      'STRIPE_WEBHOOK_SECRET is missing: with STRIPE_SECRET_KEY alone a paid bundle would never be credited.',
    )
  }
  return webhookSecret ? { webhookSecret, secretKey, baseUrl } : undefined
}

function readStripeBaseUrl(env: Environment): string | undefined {
  const text = env.STRIPE_BASE_URL?.trim()
  if (!text) return undefined
  const origin = readOrigin(text)
  if (!origin)
    throw new SettingsFailure('STRIPE_BASE_URL must be an https origin, or an http origin on loopback.')
  return origin
}

/** An origin without a path: https anywhere, http on loopback only. */
function readOrigin(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined
  const { protocol, hostname, pathname, search, hash, username, origin } = new URL(text)
  const secure = protocol === 'https:' || (protocol === 'http:' && isLoopbackHost(hostname))
  return secure && pathname === '/' && !search && !hash && !username ? origin : undefined
}

function readSecret(env: Environment, name: string): string | undefined {
  const value = env[name]
  if (value === undefined || value === '') return undefined
  if (value.trim() !== value || value.length < 8) {
    throw new SettingsFailure(`${name} must have at least 8 characters and no spaces around them.`)
  }
  return value
}
