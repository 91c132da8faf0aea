import { createHmac, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openDatabase, type RelayDatabase } from '../storage/database.ts'
import { readPairingCode } from '../wire/pairing-messages.ts'
import { pairingTranscript } from '../wire/transcripts.ts'
import { type Devices, devicesIn } from './devices.ts'
import { newNonce, publicKeyText, signText, verifyText } from './ed25519.ts'
import { type Judgement, type Pairing, pairing } from './pairing.ts'
import { relayKeysIn } from './relay-key.ts'

let dataDir: string
let db: RelayDatabase
let devices: Devices
let pairs: Pairing
let wallMs: number
let judgement: Judgement = 'away'

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'pairing-'))
  db = openDatabase(dataDir)
  devices = devicesIn(db)
  wallMs = 1_000_000
  pairs = newPairing()
})
afterEach(() => {
  db.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const newPairing = () =>
  pairing({
    relayKey: relayKeysIn(dataDir, db).current,
    devices,
    clock: { wallMs: () => wallMs, monotonicMs: () => wallMs },
    publicUrl: 'https://relay.example.com',
    isOurHost: (host) => host === 'relay.example.com',
    askDevice: () => Promise.resolve(judgement),
  })

async function attempt(
  secret: Buffer,
  device: KeyObject = generateKeyPairSync('ed25519').privateKey,
  host = 'relay.example.com',
) {
  const deviceKey = publicKeyText(device)
  const nonce = newNonce()
  const begun = pairs.begin({
    step: 'begin',
    version: 1,
    host,
    device_key: deviceKey,
    device_name: 'Office',
    nonce,
  })
  if (!begun.ok) return begun
  const { pairing_id, relay_key, nonce: relayNonce, signature } = begun.value
  const facts = { host, deviceKey, deviceName: 'Office', relayKey: relay_key, deviceNonce: nonce, relayNonce }
  expect(verifyText(relay_key, pairingTranscript('relay', facts), signature)).toBe(true)
  const transcript = pairingTranscript('desktop', facts)
  const proof = createHmac('sha256', secret).update(transcript).digest('base64url')
  return pairs.finish({ step: 'finish', pairing_id, signature: signText(device, transcript), proof })
}

const secret = () => readPairingCode(pairs.code() ?? '')?.secret ?? Buffer.alloc(16)
const WRONG = Buffer.alloc(16, 7)

describe('pairing', () => {
  it('succeeds once with the printed code, and never again', async () => {
    const code = secret()
    expect(await attempt(code)).toMatchObject({ ok: true })
    expect(devices.count()).toBe(1)
    expect(pairs.code()).toBeNull()
    expect(await attempt(code)).toEqual({ ok: false, code: 'no_pairing_open' })
    expect(newPairing().code()).toBeNull()
  })

  it('lets nobody in whose key no paired computer has signed, whatever it is told', async () => {
    await attempt(secret())
    const [first] = devices.list()
    pairs.offer(first?.deviceId ?? '')
    judgement = { admitted: true, signature: 'A'.repeat(86), proof: 'A'.repeat(43) }
    expect(await attempt(WRONG)).toEqual({ ok: false, code: 'wrong_code' })
    expect(devices.count()).toBe(1)
  })

  it('ends after five wrong tries, even for the right code', async () => {
    for (let tries = 0; tries < 5; tries++)
      expect(await attempt(WRONG)).toEqual({ ok: false, code: 'wrong_code' })
    expect(await attempt(secret())).toEqual({ ok: false, code: 'too_many_tries' })
    expect(devices.count()).toBe(0)
  })

  it('gives no free guesses to those who try many at once', async () => {
    const code = secret()
    const answers = await Promise.all(Array.from({ length: 8 }, () => attempt(WRONG)))
    expect(answers.filter((answer) => !answer.ok && answer.code === 'wrong_code')).toHaveLength(5)
    expect(await attempt(code)).toEqual({ ok: false, code: 'too_many_tries' })
  })

  it('still succeeds at the fifth try', async () => {
    const code = secret()
    for (let tries = 0; tries < 4; tries++) await attempt(WRONG)
    expect(await attempt(code)).toMatchObject({ ok: true })
  })

  it('ends after fifteen minutes, until the operator asks for a new code', async () => {
    const code = secret()
    wallMs += 15 * 60_000
    expect(await attempt(code)).toEqual({ ok: false, code: 'code_expired' })
    pairs.renewCode()
    expect(await attempt(secret())).toMatchObject({ ok: true })
    expect(pairs.renewCode()).toBeNull()
  })

  it('is refused under a foreign host name', async () => {
    expect(await attempt(secret(), undefined, 'evil.example.com')).toEqual({ ok: false, code: 'wrong_host' })
  })

  it('can be opened again by the operator, with the same relay key', async () => {
    await attempt(secret())
    devices.removeAll()
    const again = newPairing()
    expect(readPairingCode(again.code() ?? '')?.relayFingerprint).toBe(
      relayKeysIn(dataDir, db).current().fingerprint,
    )
  })
})
