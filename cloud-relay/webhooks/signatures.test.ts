import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readSettings, type TelnyxScheme } from '../settings.ts'
import { type HeaderReader, verifyStripe, verifyTelnyx, verifyVapi, verifyVapiHmac } from './signatures.ts'

const ED25519 = readSettings([], {
  TELNYX_WEBHOOK_PUBLIC_KEY: '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=',
}).telnyx
const SIGNED_AT = 1_795_334_400
const SIGNATURE = 'X629txxW2eCKMiaq6xzatVzMmImnz57tF8lNd3li09x/5pEGjMBDweTA3YfFeOkPlxQ7Tn2WZTZUZjhiD/NQAw=='
const BODY = Buffer.from(
  '{"data":{"event_type":"call.answered","id":"0ccc7b54-4df3-4bca-a65a-3da1ecc777f0","occurred_at":"2026-11-22T08:00:00.000000Z","payload":{"call_control_id":"v3:test-call-control-id","call_leg_id":"428c31b6-7af4-4bcb-b7f5-5013ef9657c1","call_session_id":"428c31b6-abf3-3bc1-b7f4-5013ef9657c1","client_state":"Y2FsbC0xMjM=","connection_id":"1234567890","from":"+15555550101","to":"+15555550100"},"record_type":"event"},"meta":{"attempt":1,"delivered_to":"https://relay.example.com/telnyx/webhook"}}',
)

const headers =
  (values: Record<string, string>): HeaderReader =>
  (name) =>
    values[name]
const genuine = { 'telnyx-timestamp': String(SIGNED_AT), 'telnyx-signature-ed25519': SIGNATURE }
const verdictAt = (seconds: number, values: Record<string, string> = genuine, body = BODY) =>
  verifyTelnyx(ED25519, headers(values), body, seconds * 1_000)

describe('a Telnyx webhook', () => {
  it('is genuine when the vector of the reference says so', () => {
    expect(BODY.length).toBe(495)
    expect(verdictAt(SIGNED_AT)).toBe('genuine')
  })

  it('is genuine for five minutes either way, and not a second longer', () => {
    expect(verdictAt(SIGNED_AT + 300)).toBe('genuine')
    expect(verdictAt(SIGNED_AT + 300.9)).toBe('genuine')
    expect(verdictAt(SIGNED_AT + 301)).toBe('outside-time-window')
    expect(verdictAt(SIGNED_AT - 300)).toBe('genuine')
    expect(verdictAt(SIGNED_AT - 301)).toBe('outside-time-window')
  })

  it('is forged when any byte of the body, the signature or the time differs', () => {
    fc.assert(
      fc.property(fc.nat(BODY.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const body = Buffer.from(BODY)
        body[at] = body[at]! ^ change
        return verdictAt(SIGNED_AT, genuine, body) === 'forged'
      }),
      { numRuns: 300 },
    )
    fc.assert(
      fc.property(fc.nat(SIGNATURE.length - 1), fc.constantFrom(...'ABCxyz019+/=-_ '), (at, letter) => {
        fc.pre(SIGNATURE[at] !== letter)
        const signature = SIGNATURE.slice(0, at) + letter + SIGNATURE.slice(at + 1)
        return verdictAt(SIGNED_AT, { ...genuine, 'telnyx-signature-ed25519': signature }) === 'forged'
      }),
      { numRuns: 300 },
    )
    expect(verdictAt(SIGNED_AT, { ...genuine, 'telnyx-timestamp': String(SIGNED_AT + 1) })).toBe('forged')
  })

  it('is refused when a header is missing, doubled or not a number', () => {
    expect(verdictAt(SIGNED_AT, { 'telnyx-timestamp': String(SIGNED_AT) })).toBe('unsigned')
    expect(verdictAt(SIGNED_AT, { 'telnyx-signature-ed25519': SIGNATURE })).toBe('unsigned')
    expect(
      verdictAt(SIGNED_AT, { ...genuine, 'telnyx-signature-ed25519': `${SIGNATURE}, ${SIGNATURE}` }),
    ).toBe('forged')
    for (const odd of [`${SIGNED_AT}, ${SIGNED_AT}`, `${SIGNED_AT}.0`, '-1', 'now', '1e10', '0x1']) {
      expect(verdictAt(SIGNED_AT, { ...genuine, 'telnyx-timestamp': odd })).toBe('outside-time-window')
    }
  })

  it('is never accepted by an old secret when a public key is configured', () => {
    const mac = createHmac('sha256', 'rq789onm321yxzkjihfEdcAm')
      .update(`${SIGNED_AT}.`)
      .update(BODY)
      .digest('base64')
    expect(verdictAt(SIGNED_AT, { 'x-telnyx-signature': `t=${SIGNED_AT},h=${mac}` })).toBe('unsigned')
  })
})

describe('a Telnyx API v1 webhook, where the operator configured a secret', () => {
  const scheme: TelnyxScheme = { kind: 'hmac-v1', secret: 'rq789onm321yxzkjihfEdcAm' }
  const body = Buffer.from(
    '{"sms_id": "834f3d53-8a3c-4aa0-a733-7f2d682a72df", "from": "+13129450002", "to": "+13125550001", "body": "Hello!"}',
  )
  const header = 't=1520983646,h=FHbtAkvKvF5r81WLUlZtNy8k/mZi0byhw0G37njXqBs='
  const verdict = (value: string, seconds = 1_520_983_646, of = body) =>
    verifyTelnyx(scheme, headers({ 'x-telnyx-signature': value }), of, seconds * 1_000)

  it('is genuine when the vector of the reference says so', () => {
    expect(verdict(header)).toBe('genuine')
  })

  it('is refused when altered, old, from the future or unsigned', () => {
    expect(verdict(header, 1_520_983_646, Buffer.from(`${body} `))).toBe('forged')
    expect(verdict(header.replace('qBs=', 'qBt='))).toBe('forged')
    expect(verdict(header, 1_520_983_646 + 301)).toBe('outside-time-window')
    expect(verdict(header, 1_520_983_646 - 301)).toBe('outside-time-window')
    expect(verdict('')).toBe('unsigned')
    expect(verifyTelnyx(scheme, headers(genuine), BODY, SIGNED_AT * 1_000)).toBe('unsigned')
  })
})

describe('a Stripe webhook', () => {
  const body = Buffer.from('{"id":"evt_test_1","object":"event"}')
  const mac = '572265a7ab7db4262ca2c92172695b53ccc00e4f85d747b8777e54f02ab8f8f8'
  const verdict = (header: string, seconds = SIGNED_AT, of = body) =>
    verifyStripe('whsec_test_secret', headers({ 'stripe-signature': header }), of, seconds * 1_000)

  it('is genuine when the vector of the reference says so, also among signatures of other secrets', () => {
    expect(verdict(`t=${SIGNED_AT},v1=${mac}`)).toBe('genuine')
    expect(verdict(`t=${SIGNED_AT},v1=${'0'.repeat(64)},v1=${mac},v0=abc`)).toBe('genuine')
  })

  it('is refused from the past and from the future alike', () => {
    expect(verdict(`t=${SIGNED_AT},v1=${mac}`, SIGNED_AT + 301)).toBe('outside-time-window')
    expect(verdict(`t=${SIGNED_AT},v1=${mac}`, SIGNED_AT - 301)).toBe('outside-time-window')
  })

  it('is refused when altered, unsigned or signed under another scheme only', () => {
    expect(verdict(`t=${SIGNED_AT},v1=${mac}`, SIGNED_AT, Buffer.from(`${body} `))).toBe('forged')
    expect(verdict(`t=${SIGNED_AT},v0=${mac}`)).toBe('unsigned')
    expect(verdict(`t=1,t=${SIGNED_AT},v1=${mac}`)).toBe('unsigned')
    expect(verdict('')).toBe('unsigned')
  })
})

describe('a Vapi message', () => {
  it('needs exactly the secret', () => {
    expect(verifyVapi('correct horse', headers({ 'x-vapi-secret': 'correct horse' }))).toBe('genuine')
    expect(verifyVapi('correct horse', headers({ 'x-vapi-secret': 'correct hors' }))).toBe('forged')
    expect(verifyVapi('correct horse', headers({}))).toBe('unsigned')
  })
})

describe('a Vapi message that is signed', () => {
  const body = Buffer.from('{"message":{"type":"hang"}}')
  const signature = '09ce8d070836ae6faa4eae1ca94c76b11510afd553185201416d6b4f44e0e656'
  const judge = (values: Record<string, string>, atSeconds = SIGNED_AT, content = body) =>
    verifyVapiHmac('vapi-test-secret', headers(values), content, atSeconds * 1_000)
  const signed = { 'x-timestamp': String(SIGNED_AT), 'x-signature': signature }
  const signedAs = (timestamp: string) => ({
    'x-timestamp': timestamp,
    'x-signature': createHmac('sha256', 'vapi-test-secret')
      .update(`${timestamp}.`)
      .update(body)
      .digest('hex'),
  })

  it('is genuine when the vector of the reference says so, for five minutes either way', () => {
    expect(judge(signed)).toBe('genuine')
    expect(judge(signed, SIGNED_AT + 300)).toBe('genuine')
    expect(judge(signed, SIGNED_AT + 301)).toBe('outside-time-window')
    expect(judge(signed, SIGNED_AT - 301)).toBe('outside-time-window')
  })

  it('may tell its time in milliseconds or written out', () => {
    for (const timestamp of [`${SIGNED_AT}000`, '2026-11-22T08:00:00.000Z']) {
      expect(judge(signedAs(timestamp))).toBe('genuine')
      expect(judge(signedAs(timestamp), SIGNED_AT + 302)).toBe('outside-time-window')
    }
  })

  it('is refused when it is unsigned, changed, or its time is no time', () => {
    expect(judge({})).toBe('unsigned')
    expect(judge({ 'x-signature': signature })).toBe('unsigned')
    expect(judge(signed, SIGNED_AT, Buffer.from(`${body} `))).toBe('forged')
    expect(judge({ ...signed, 'x-signature': signature.toUpperCase() })).toBe('forged')
    expect(judge(signedAs('2026-13-99Tx'))).toBe('outside-time-window')
  })
})
