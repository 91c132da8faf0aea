/** The relay's own key, made at first boot. It lives in a file of its own: secrets stay out of the database. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { fingerprintOf, publicKeyText } from './ed25519.ts'

export interface RelayKey {
  readonly privateKey: KeyObject
  readonly publicKey: string
  readonly fingerprint: string
}

export function relayKeyIn(dataDir: string): RelayKey {
  const path = join(dataDir, 'relay-key.pem')
  if (!existsSync(path)) writeNewKey(dataDir, path)
  const privateKey = createPrivateKey(readFileSync(path))
  const publicKey = publicKeyText(privateKey)
  return { privateKey, publicKey, fingerprint: fingerprintOf(publicKey) }
}

function writeNewKey(dataDir: string, path: string): void {
  const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })
  const file = openSync(`${path}.new`, 'w', 0o600)
  writeSync(file, String(pem))
  fsyncSync(file)
  closeSync(file)
  renameSync(`${path}.new`, path)
  syncNames(dataDir)
}

/** Without this a power cut could take the name of the new file, and with it the trust of every paired desktop. */
function syncNames(folder: string): void {
  // Windows opens no folders, and its file systems keep a journal of names.
  if (process.platform === 'win32') return
  const names = openSync(folder, 'r')
  fsyncSync(names)
  closeSync(names)
}
