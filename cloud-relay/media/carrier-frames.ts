/** Telnyx media streaming, as it is on the wire: JSON text, audio in base64. */
import { z } from 'zod'
import { unreachable } from '../unreachable.ts'

export type CarrierFrame =
  | { event: 'media'; chunk: number | undefined; payload: string }
  | { event: 'start'; callControlId: string; encoding: string; sampleRateHz: number }
  | { event: 'mark'; name: string }
  | { event: 'digit'; digit: string }
  | { event: 'stop' }
  | { event: 'error'; code: number }
  /** Valid, but of no interest: `connected`, another track, events invented later. */
  | { event: 'other' }

/** `undefined` when the text is not such a frame. */
export function readCarrierFrame(data: Buffer): CarrierFrame | undefined {
  return readCommonMedia(data) ?? readAnyFrame(data)
}

const PAYLOAD_KEY = Buffer.from('"payload":"')
const QUOTE = 0x22

/** Fifty times a second per call: finds chunk and payload without parsing. Anything unusual goes the long way. */
function readCommonMedia(data: Buffer): CarrierFrame | undefined {
  const key = data.indexOf(PAYLOAD_KEY)
  if (key < 0) return undefined
  const head = data.toString('latin1', 0, key)
  if (!head.includes('"event":"media"') || !head.includes('"track":"inbound"')) return undefined
  const chunk = /"chunk":"?(\d{1,15})/.exec(head)?.[1]
  const from = key + PAYLOAD_KEY.length
  const to = data.indexOf(QUOTE, from)
  if (!chunk || to < 0) return undefined
  const payload = data.toString('latin1', from, to)
  return payload.includes('\\') ? undefined : { event: 'media', chunk: Number(chunk), payload }
}

const Count = z.coerce.number().int().nonnegative().optional().catch(undefined)
const AnyFrame = z.discriminatedUnion('event', [
  z.object({ event: z.literal('connected') }),
  z.object({
    event: z.literal('start'),
    start: z.object({
      call_control_id: z.string(),
      media_format: z.object({ encoding: z.string(), sample_rate: z.coerce.number() }),
    }),
  }),
  z.object({
    event: z.literal('media'),
    media: z.object({ track: z.string().default('inbound'), chunk: Count, payload: z.string() }),
  }),
  z.object({ event: z.literal('mark'), mark: z.object({ name: z.string().max(500) }) }),
  z.object({ event: z.literal('dtmf'), dtmf: z.object({ digit: z.string().max(8) }) }),
  z.object({
    event: z.literal('error'),
    payload: z.object({ code: z.number().catch(0) }).catch({ code: 0 }),
  }),
  z.object({ event: z.literal('stop') }),
])
const Unknown = z.object({ event: z.string() })

function readAnyFrame(data: Buffer): CarrierFrame | undefined {
  const json = parseJson(data)
  const parsed = AnyFrame.safeParse(json)
  if (!parsed.success) {
    const named = Unknown.safeParse(json)
    return named.success && !KNOWN_EVENTS.has(named.data.event) ? { event: 'other' } : undefined
  }
  const frame = parsed.data
  switch (frame.event) {
    case 'connected':
      return { event: 'other' }
    case 'start': {
      const { call_control_id, media_format } = frame.start
      return {
        event: 'start',
        callControlId: call_control_id,
        encoding: media_format.encoding,
        sampleRateHz: media_format.sample_rate,
      }
    }
    case 'media':
      return frame.media.track === 'inbound'
        ? { event: 'media', chunk: frame.media.chunk, payload: frame.media.payload }
        : { event: 'other' }
    case 'mark':
      return { event: 'mark', name: frame.mark.name }
    case 'dtmf':
      return { event: 'digit', digit: frame.dtmf.digit }
    case 'error':
      return { event: 'error', code: frame.payload.code }
    case 'stop':
      return { event: 'stop' }
    default:
      return unreachable(frame)
  }
}

const KNOWN_EVENTS = new Set(AnyFrame.options.map((option) => option.shape.event.value as string))

function parseJson(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString('utf8'))
  } catch {
    return undefined
  }
}

// Written out by hand: this is the other thing that happens fifty times a second.
export const mediaText = (pcmu: Buffer): string =>
  `{"event":"media","media":{"payload":"${pcmu.toString('base64')}"}}`
export const markText = (name: string): string => `{"event":"mark","mark":{"name":${JSON.stringify(name)}}}`
export const CLEAR_TEXT = '{"event":"clear"}'
