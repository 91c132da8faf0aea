/**
 * The relay's own key. It lives in a file of its own: secrets stay out of the database. A new key is signed by the one
 * before it, so that every desktop that trusts an earlier one follows, whenever it comes back.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { RelayDatabase } from '../storage/database.ts'
import { KeySuccession, MAX_SUCCESSIONS } from '../wire/device-messages.ts'
import { successionTranscript } from '../wire/transcripts.ts'
import { fingerprintOf, publicKeyText, signText } from './ed25519.ts'

export interface RelayKey {
  readonly privateKey: KeyObject
  readonly publicKey: string
  readonly fingerprint: string
}

export interface RelayKeys {
  current(): RelayKey
  /** From the first key to the current one. */
  succession(): readonly KeySuccession[]
  madeAtMs(): number
  change(nowMs: number): RelayKey
}

export function relayKeysIn(dataDir: string, db: RelayDatabase): RelayKeys {
  const path = join(dataDir, 'relay-key.pem')
  const nextPath = `${path}.next`
  const steps = db.prepare(
    'SELECT public_key AS key, next_public_key AS next_key, signature FROM relay_key_succession ORDER BY position',
  )
  const changedAt = db.prepare('SELECT max(changed_at_ms) FROM relay_key_succession').pluck()
  const insert = db.prepare(
    `INSERT INTO relay_key_succession (public_key, next_public_key, signature, changed_at_ms) VALUES (?, ?, ?, ?)`,
  )
  const succession = () =>
    steps
      .all()
      .map((row) => KeySuccession.parse(row))
      .slice(-MAX_SUCCESSIONS)

  finishChange()
  if (!existsSync(path)) {
    writeKey(`${path}.new`, generateKeyPairSync('ed25519').privateKey)
    moveKey(`${path}.new`, path, dataDir)
  }
  let current = readKey(path)

  /** A crash between the steps of a change: the database says whether desktops may have heard of the new key. */
  function finishChange(): void {
    if (!existsSync(nextPath)) return
    const wasSigned = succession().at(-1)?.next_key === readKeyOrNone(nextPath)?.publicKey
    if (wasSigned) moveKey(nextPath, path, dataDir)
    else rmSync(nextPath)
  }

  return {
    current: () => current,
    succession,
    madeAtMs: () => z.number().nullable().parse(changedAt.get()) ?? statSync(path).mtimeMs,
    change(nowMs) {
      const next = generateKeyPairSync('ed25519').privateKey
      const nextKey = publicKeyText(next)
      writeKey(nextPath, next)
      syncNames(dataDir)
      const signature = signText(current.privateKey, successionTranscript(current.publicKey, nextKey))
      insert.run(current.publicKey, nextKey, signature, nowMs)
      moveKey(nextPath, path, dataDir)
      current = readKey(path)
      return current
    },
  }
}

function readKey(path: string): RelayKey {
  const privateKey = createPrivateKey(readFileSync(path))
  const publicKey = publicKeyText(privateKey)
  return { privateKey, publicKey, fingerprint: fingerprintOf(publicKey) }
}

function readKeyOrNone(path: string): RelayKey | undefined {
  try {
    return readKey(path)
  } catch {
    // Half a file: its key cannot have been signed yet.
    return undefined
  }
}

function writeKey(path: string, key: KeyObject): void {
  const file = openSync(path, 'w', 0o600)
  writeSync(file, String(key.export({ type: 'pkcs8', format: 'pem' })))
  fsyncSync(file)
  closeSync(file)
}

function moveKey(from: string, to: string, folder: string): void {
  renameSync(from, to)
  syncNames(folder)
}

/** Without this a power cut could take the name of the new file, and with it the trust of every paired desktop. */
function syncNames(folder: string): void {
  // Windows opens no folders, and its file systems keep a journal of names.
  if (process.platform === 'win32') return
  const names = openSync(folder, 'r')
  fsyncSync(names)
  closeSync(names)
}
