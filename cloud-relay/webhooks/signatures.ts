/** Each vendor's proof that a webhook is theirs, checked on the raw bytes before anything parses them. */
import { createHash, createHmac, timingSafeEqual, verify } from 'node:crypto'
import type { TelnyxScheme } from '../settings.ts'
import { unreachable } from '../unreachable.ts'

export type Verdict = 'genuine' | 'unsigned' | 'outside-time-window' | 'forged'

/** Reads one header; a header sent twice arrives joined by a comma and fails the checks below. */
export type HeaderReader = (name: string) => string | undefined

const WINDOW_SECONDS = 300

export function verifyTelnyx(
  scheme: TelnyxScheme,
  header: HeaderReader,
  body: Buffer,
  nowMs: number,
): Verdict {
  switch (scheme.kind) {
    case 'ed25519': {
      const timestamp = header('telnyx-timestamp')
      const signature = header('telnyx-signature-ed25519')
      if (!timestamp || !signature) return 'unsigned'
      if (!isRecent(timestamp, nowMs)) return 'outside-time-window'
      const signatureBytes = Buffer.from(signature, 'base64')
      // Only the one canonical spelling: base64 has bits that a lenient decoder ignores.
      if (signatureBytes.length !== 64 || signatureBytes.toString('base64') !== signature) return 'forged'
      const signed = Buffer.concat([Buffer.from(`${timestamp}|`), body])
      return verify(null, signed, scheme.publicKey, signatureBytes) ? 'genuine' : 'forged'
    }
    case 'hmac-v1': {
      const [, timestamp, mac] =
        /^t=(\d{1,12}),h=([A-Za-z0-9+/]{43}=)$/.exec(header('x-telnyx-signature') ?? '') ?? []
      if (!timestamp || !mac) return 'unsigned'
      if (!isRecent(timestamp, nowMs)) return 'outside-time-window'
      const expected = createHmac('sha256', scheme.secret)
        .update(`${timestamp}.`)
        .update(body)
        .digest('base64')
      return timingSafeEqual(Buffer.from(expected), Buffer.from(mac)) ? 'genuine' : 'forged'
    }
    default:
      return unreachable(scheme)
  }
}

export function verifyVapi(secret: string, header: HeaderReader): Verdict {
  const presented = header('x-vapi-secret')
  if (!presented) return 'unsigned'
  // Digests have one length, so the comparison tells nothing about the secret's.
  return timingSafeEqual(sha256(presented), sha256(secret)) ? 'genuine' : 'forged'
}

/** An HMAC credential of Vapi, as its form is filled in: sha256, hex, `{timestamp}.{body}`. */
export function verifyVapiHmac(secret: string, header: HeaderReader, body: Buffer, nowMs: number): Verdict {
  const timestamp = header('x-timestamp')
  const signature = header('x-signature')
  if (!timestamp || !signature) return 'unsigned'
  if (!isRecent(inSeconds(timestamp), nowMs)) return 'outside-time-window'
  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest()
  const matches = /^[0-9a-f]{64}$/.test(signature) && timingSafeEqual(expected, Buffer.from(signature, 'hex'))
  return matches ? 'genuine' : 'forged'
}

/** Vapi does not document whether its timestamp counts seconds or milliseconds or is written out. */
function inSeconds(timestamp: string): string {
  if (/^\d{13}$/.test(timestamp)) return timestamp.slice(0, -3)
  const writtenOut = /^\d{4}-\d\d-\d\dT/.test(timestamp) ? Date.parse(timestamp) : Number.NaN
  return Number.isNaN(writtenOut) ? timestamp : String(Math.floor(writtenOut / 1_000))
}

export function verifyStripe(secret: string, header: HeaderReader, body: Buffer, nowMs: number): Verdict {
  const fields = (header('stripe-signature') ?? '').split(',').map((field) => field.trim().split('='))
  const timestamps = fields.filter(([name]) => name === 't').map(([, value]) => value ?? '')
  const [timestamp] = timestamps
  // Several v1 while a secret is being rotated: any match will do.
  const macs = fields.filter(([name]) => name === 'v1').map(([, value]) => value ?? '')
  if (!timestamp || timestamps.length > 1 || macs.length === 0) return 'unsigned'
  if (!isRecent(timestamp, nowMs)) return 'outside-time-window'
  const expected = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest()
  const matches = macs.some(
    (mac) => /^[0-9a-f]{64}$/.test(mac) && timingSafeEqual(expected, Buffer.from(mac, 'hex')),
  )
  return matches ? 'genuine' : 'forged'
}

/** Both ways: a timestamp from the future would keep a captured request alive. */
function isRecent(timestamp: string, nowMs: number): boolean {
  return (
    /^\d{1,12}$/.test(timestamp) && Math.abs(Math.floor(nowMs / 1_000) - Number(timestamp)) <= WINDOW_SECONDS
  )
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest()
