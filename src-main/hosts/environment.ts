import { z } from 'zod'
import { wrongSmtp } from '../adapters/smtp/smtp-mail.ts'

/** Everything the environment may say, parsed once. A wrong value stops the start with a sentence that names it. */
const isLoopback = (url: URL) => ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)

const baseUrl = (secure: 'https:' | 'wss:') =>
  z
    .string()
    .refine((text) => URL.canParse(text), 'is not a URL')
    .refine((text) => {
      const url = new URL(text)
      return url.protocol === 'https:' || url.protocol === secure || isLoopback(url)
    }, 'must be https (http is allowed on loopback only)')
    .optional()

const key = z
  .string()
  .regex(/^\S{8,500}$/, 'does not look like a key')
  .optional()
const phone = z
  .string()
  .regex(/^\+[1-9]\d{6,14}$/, 'is not a phone number like +15125550100')
  .optional()

export const Environment = z.object({
  TELNYX_API_KEY: key,
  TELNYX_FROM_NUMBER: phone,
  TELNYX_CONNECTION_ID: z.string().optional(),
  TELNYX_MESSAGING_PROFILE_ID: z.string().optional(),
  VAPI_API_KEY: key,
  VAPI_PHONE_NUMBER_ID: z.string().optional(),
  ANTHROPIC_API_KEY: key,
  DEEPGRAM_API_KEY: key,
  ELEVENLABS_API_KEY: key,
  SMTP_URL: z.string().optional(),
  SMTP_FROM: z.string().optional(),
  RELAY_URL: baseUrl('wss:'),
  RELAY_PAIRING_CODE: z.string().optional(),
  TELNYX_BASE_URL: baseUrl('https:'),
  VAPI_BASE_URL: baseUrl('https:'),
  ANTHROPIC_BASE_URL: baseUrl('https:'),
  DEEPGRAM_BASE_URL: baseUrl('wss:'),
  ELEVENLABS_BASE_URL: baseUrl('https:'),
})
export type Environment = z.infer<typeof Environment>

/** One sentence that names the variable and what is wrong with it. */
export class WrongEnvironment extends Error {}

/** Empty values count as not set. */
export function parseEnvironment(variables: Record<string, string | undefined>): Environment {
  const present = Object.fromEntries(
    Object.entries(variables).filter(([, value]) => value !== undefined && value !== ''),
  )
  const parsed = Environment.safeParse(present)
  if (parsed.success) {
    const { SMTP_URL, SMTP_FROM } = parsed.data
    const wrong = SMTP_URL === undefined ? null : wrongSmtp({ url: SMTP_URL, from: SMTP_FROM ?? null })
    if (wrong !== null) throw new WrongEnvironment(`${wrong}.`)
    return parsed.data
  }
  const issue = parsed.error.issues[0]
  throw new WrongEnvironment(`${issue?.path.join('.')} ${issue?.message}.`)
}

/** What live mode needs and does not have. Vapi's key is needed by its engine only. */
export function liveBlockers(environment: Environment): string[] {
  const needed: (keyof Environment)[] = [
    'TELNYX_API_KEY',
    'TELNYX_FROM_NUMBER',
    'TELNYX_CONNECTION_ID',
    'ANTHROPIC_API_KEY',
    'DEEPGRAM_API_KEY',
    'ELEVENLABS_API_KEY',
    'RELAY_URL',
  ]
  return needed.filter((name) => environment[name] === undefined)
}
