/** Every JSON body on the link. Both ends parse what they receive with these schemas. */
import { z } from 'zod'
import { deviceAnswers, deviceRequests, KeySuccession, MAX_SUCCESSIONS } from './device-messages.ts'
import { encodeFrame, type Frame, FrameType } from './frame.ts'
import { Bytes32, Fingerprint, RequestId, Signature } from './values.ts'

export const CallIdInPath = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
const EventId = z.string().min(1).max(600)
const Position = z.number().int().nonnegative()
const ClipId = z.string().regex(/^[0-9a-f]{32}$/)
/** Six seconds of PCMU; in base64 it fits into one frame of the link. */
export const MAX_CLIP_BYTES = 48_000
const MAX_CLIP_CHARS = (MAX_CLIP_BYTES / 3) * 4
const StreamId = z.number().int().min(1).max(0xffff_ffff)

export const Hello = z.object({
  type: z.literal('hello'),
  device_id: Fingerprint,
  host: z.string().max(300),
  nonce: Bytes32,
})

export const Proof = z.object({
  type: z.literal('proof'),
  signature: Signature,
  /** Names this run of the desktop: a restart forgets its streams. */
  run_id: z.string().min(1).max(64),
  last_committed_seq: Position,
  reliable_received: Position,
  /** Where the audio of each stream broke off. */
  streams: z.array(z.object({ stream_id: StreamId, next_offset_ms: Position })).max(4_096),
})

export const DesktopMessage = z.discriminatedUnion('type', [
  Hello,
  Proof,
  z.object({ type: z.literal('open_stream'), request_id: RequestId, call_id: CallIdInPath }),
  z.object({
    type: z.literal('checkout'),
    request_id: RequestId,
    bundle_id: z.string().min(1).max(100),
    purchase_id: z.string().min(1).max(100),
  }),
  z.object({ type: z.literal('list_bundles'), request_id: RequestId }),
  z.object({
    type: z.literal('look_at_checkout'),
    request_id: RequestId,
    session_id: z.string().min(1).max(200),
  }),
  /** Where the hosted engine sends its messages, and what proves them genuine. */
  z.object({ type: z.literal('hosted_webhook'), request_id: RequestId }),
  /** The answer to a `question`, as the engine is to read it. */
  z.object({ type: z.literal('answer'), event_id: EventId, body: z.unknown() }),
  /** A sound for the lifeboat, base64 PCMU. Sent again after each resume of the link. */
  z.object({ type: z.literal('lifeboat_clip'), clip_id: ClipId, pcmu: z.base64().max(MAX_CLIP_CHARS) }),
  ...deviceRequests,
])
export type DesktopMessage = z.infer<typeof DesktopMessage>
export type Proof = z.infer<typeof Proof>

export const RefusalCode = z.enum([
  'unknown_device',
  /** This computer was paired once, and somebody took it off the list. */
  'removed',
  'bad_proof',
  'wrong_host',
  'superseded',
  'protocol',
])
export type RefusalCode = z.infer<typeof RefusalCode>

export const RequestFailureCode = z.enum([
  'too_many_streams',
  'checkout_not_configured',
  'bundles_unavailable',
  'unknown_bundle',
  'payment_vendor_failed',
  'hosted_not_configured',
  'unknown_device',
  'own_device',
  'unknown_pairing',
  'bad_signature',
  /** This id belongs to a command with other content. */
  'different_command',
])
export type RequestFailureCode = z.infer<typeof RequestFailureCode>

/** What minutes are sold for; only the relay sets a price. */
export const BundleOnSale = z.object({
  bundle_id: z.string(),
  name: z.string(),
  minutes: z.int().positive(),
  price_cents: z.int().positive(),
  currency: z.string(),
})

/** Of Stripe's session only what decides whether it is to be credited. */
export const CheckoutSession = z.object({
  session_id: z.string(),
  mode: z.string(),
  status: z.string(),
  payment_status: z.string(),
  amount_total: z.int().nullable(),
  currency: z.string().nullable(),
  livemode: z.boolean(),
  payment_intent: z.string().nullable(),
  purchase_id: z.string().nullable(),
  /** Unix seconds. */
  expires_at: z.int(),
})
export type CheckoutSession = z.infer<typeof CheckoutSession>

export const Challenge = z.object({
  type: z.literal('challenge'),
  relay_key: Bytes32,
  nonce: Bytes32,
  signature: Signature,
  /** Names this run of the relay: a restart forgets its streams. */
  run_id: z.string().min(1).max(64),
  /** Names the event log: sequence numbers of another log mean nothing here. */
  log_id: z.string().min(1).max(64),
  /** From the relay's first key to the one it uses now, for a desktop that knows an earlier one. */
  succession: z.array(KeySuccession).max(MAX_SUCCESSIONS).default([]),
})
export type Challenge = z.infer<typeof Challenge>

export const Welcome = z.object({
  type: z.literal('welcome'),
  epoch: Position,
  relay_name: z.string(),
  public_url: z.string(),
  /** The first event that will be sent. */
  from_seq: Position,
  reliable_received: Position,
  live_streams: z.array(z.object({ stream_id: StreamId, call_id: z.string() })),
})
export type Welcome = z.infer<typeof Welcome>

export const RelayMessage = z.discriminatedUnion('type', [
  Challenge,
  Welcome,
  z.object({ type: z.literal('refused'), code: RefusalCode }),
  /** Another relay has taken over: connect to it now, and stay here for the sound of streams that are live. */
  z.object({ type: z.literal('moving') }),
  z.object({
    type: z.literal('stream_opened'),
    request_id: RequestId,
    stream_id: StreamId,
    stream_url: z.string(),
    auth_token: z.string(),
  }),
  z.object({ type: z.literal('clip_kept'), clip_id: ClipId }),
  z.object({
    type: z.literal('hosted_webhook'),
    request_id: RequestId,
    url: z.url(),
    headers: z.record(z.string(), z.string()),
  }),
  /** The hosted engine waits for an answer to this event, which comes among the others. */
  z.object({ type: z.literal('question'), event_id: EventId, within_ms: z.number().nonnegative() }),
  /** Whether an answer came in time; one that did not was never heard. */
  z.object({ type: z.literal('answer_taken'), event_id: EventId, taken: z.boolean() }),
  z.object({
    type: z.literal('checkout_opened'),
    request_id: RequestId,
    url: z.string(),
    bundle: BundleOnSale,
    session: CheckoutSession,
  }),
  z.object({
    type: z.literal('bundles_listed'),
    request_id: RequestId,
    livemode: z.boolean(),
    bundles: z.array(BundleOnSale),
  }),
  z.object({ type: z.literal('checkout_seen'), request_id: RequestId, session: CheckoutSession }),
  z.object({ type: z.literal('request_failed'), request_id: RequestId, code: RequestFailureCode }),
  ...deviceAnswers,
])
export type RelayMessage = z.infer<typeof RelayMessage>

/** Relay to desktop, in the reliable lane. */
export const StreamNews = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('started'),
    call_control_id: z.string(),
    encoding: z.string(),
    sample_rate_hz: z.number(),
  }),
  z.object({ type: z.literal('mark_returned'), name: z.string() }),
  z.object({ type: z.literal('digit_pressed'), digit: z.string() }),
  z.object({ type: z.literal('stopped'), reason: z.string() }),
])
export type StreamNews = z.infer<typeof StreamNews>

/** Desktop to relay, in the reliable lane. */
export const StreamOrder = z.discriminatedUnion('type', [
  z.object({ type: z.literal('close') }),
  /** What the relay needs to speak to this call and to hang it up, should the desktop vanish. Kept in memory only. */
  z.object({
    type: z.literal('protect'),
    call_control_id: z.string().min(1).max(300),
    hold_clip_id: ClipId,
    goodbye_clip_id: ClipId,
    carrier_url: z.url().max(300),
    carrier_key: z.string().min(1).max(500),
  }),
])
export type StreamOrder = z.infer<typeof StreamOrder>

/** First line of an event's content; the vendor's untouched body follows it. */
export const EventHeading = z.object({
  source: z.enum(['telnyx', 'vapi', 'stripe', 'relay']),
  event_id: z.string(),
  received_at: z.string(),
})
export type EventHeading = z.infer<typeof EventHeading>

/** The body of an event of the relay's own: what it did for a call while no desktop was there. */
export const LifeboatStep = z.object({
  type: z.literal('lifeboat_step'),
  call_id: CallIdInPath,
  step: z.enum(['held', 'said_goodbye', 'hung_up', 'hang_up_failed']),
  at: z.string(),
})
export type LifeboatStep = z.infer<typeof LifeboatStep>

export const controlFrame = (message: DesktopMessage | RelayMessage): Buffer =>
  encodeFrame(FrameType.control, 0, 0, Buffer.from(JSON.stringify(message)))

/** `undefined` for anything that is not such a message: the caller closes the socket. */
export function parseBody<T>(schema: z.ZodType<T>, frame: Frame): T | undefined {
  try {
    return schema.parse(JSON.parse(frame.body.toString('utf8')))
  } catch {
    return undefined
  }
}
