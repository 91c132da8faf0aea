import { badValue, ERRORS, missing, notE164, type TelnyxError } from './errors.ts'

/** The parts of a dial that this world acts on. */
export interface DialRequest {
  readonly connection_id: string
  readonly to: string
  readonly from: string
  readonly timeout_secs: number
  readonly time_limit_secs: number
  readonly retry_on_timeout: boolean
  readonly client_state: string | null
  readonly command_id: string | null
  readonly webhook_url: string | null
  readonly webhook_retries_policies: Readonly<Record<string, { retries_ms?: readonly number[] }>>
  readonly answering_machine_detection: string
  readonly record: boolean
  readonly stream: StreamRequest | null
}

export interface StreamRequest {
  readonly stream_url: string
  readonly stream_auth_token?: string
  readonly stream_track: 'inbound_track' | 'outbound_track' | 'both_tracks'
  readonly stream_bidirectional_mode: 'mp3' | 'rtp'
  readonly custom_parameters?: readonly { name: string; value: string }[]
}

export type Body = Readonly<Record<string, unknown>>

const DETECTION_MODES = ['premium', 'detect', 'detect_beep', 'detect_words', 'greeting_end', 'disabled']
const CODECS = ['PCMU', 'PCMA', 'G722', 'OPUS', 'AMR-WB', 'L16', 'default']
const TRACKS = ['inbound_track', 'outbound_track', 'both_tracks'] as const

export function readDial(body: Body, connectionId: string): DialRequest | TelnyxError {
  return (
    wrongDial(body, connectionId) ??
    wrongStream(body) ?? {
      connection_id: connectionId,
      to: text(body.to) as string,
      from: text(body.from) as string,
      timeout_secs: number(body.timeout_secs) ?? 30,
      time_limit_secs: number(body.time_limit_secs) ?? 14_400,
      retry_on_timeout: body.retry_on_timeout !== false,
      client_state: text(body.client_state),
      command_id: text(body.command_id),
      webhook_url: text(body.webhook_url),
      webhook_retries_policies:
        (body.webhook_retries_policies as DialRequest['webhook_retries_policies']) ?? {},
      answering_machine_detection: text(body.answering_machine_detection) ?? 'disabled',
      record: body.record === 'record-from-answer',
      stream: text(body.stream_url) ? readStream(body) : null,
    }
  )
}

function wrongDial(body: Body, connectionId: string): TelnyxError | null {
  for (const field of ['connection_id', 'to', 'from']) if (!body[field]) return missing(field)
  if (body.connection_id !== connectionId) {
    return badValue('connection_id', 'Invalid value for connection_id (Call Control App ID)', '10015')
  }
  for (const field of ['to', 'from']) if (!isE164(body[field])) return notE164(field)
  if (!isClientState(body.client_state)) return ERRORS.badClientState
  const ringSecs = number(body.timeout_secs)
  if (ringSecs !== null && (ringSecs < 5 || ringSecs > 600))
    return badValue('timeout_secs', 'must be between 5 and 600', '10033')
  const limitSecs = number(body.time_limit_secs)
  if (limitSecs !== null && (limitSecs < 30 || limitSecs > 14_400)) {
    return badValue('time_limit_secs', 'must be between 30 and 14400', '10033')
  }
  if (body.media_encryption === 'SRTP')
    return { ...badValue('media_encryption', 'SRTP is not available for PSTN'), code: '10011' }
  const detection = body.answering_machine_detection
  if (detection !== undefined && !DETECTION_MODES.includes(String(detection))) {
    return badValue('answering_machine_detection', `must be one of ${DETECTION_MODES.join(', ')}`)
  }
  return null
}

export function wrongStream(body: Body): TelnyxError | null {
  const url = text(body.stream_url)
  if (url !== null && !/^wss?:\/\//.test(url))
    return badValue('stream_url', 'must be a WebSocket URL', '10015')
  if (body.stream_track !== undefined && !TRACKS.some((track) => track === body.stream_track)) {
    return badValue('stream_track', `must be one of ${TRACKS.join(', ')}`)
  }
  for (const field of ['stream_codec', 'stream_bidirectional_codec']) {
    if (body[field] !== undefined && !CODECS.includes(String(body[field])))
      return badValue(field, `must be one of ${CODECS.join(', ')}`)
  }
  const token = text(body.stream_auth_token)
  return token && token.length > 4_000 ? badValue('stream_auth_token', 'is too long', '10033') : null
}

export function readStream(body: Body): StreamRequest {
  const token = text(body.stream_auth_token)
  return {
    stream_url: text(body.stream_url) as string,
    ...(token && { stream_auth_token: token }),
    stream_track: TRACKS.find((track) => track === body.stream_track) ?? 'inbound_track',
    stream_bidirectional_mode: body.stream_bidirectional_mode === 'rtp' ? 'rtp' : 'mp3',
    ...(Array.isArray(body.custom_parameters) && {
      custom_parameters: body.custom_parameters as { name: string; value: string }[],
    }),
  }
}

export function isClientState(value: unknown): boolean {
  if (value === undefined || value === null) return true
  return typeof value === 'string' && value.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(value)
}

const isE164 = (value: unknown): boolean => typeof value === 'string' && /^\+[1-9]\d{6,14}$/.test(value)

export const text = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null

const number = (value: unknown): number | null => (typeof value === 'number' ? value : null)
