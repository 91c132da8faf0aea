import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Keychain } from '../../../src-main/hosts/electron/keychain.ts'
import { electronDouble } from '../../doubles/electron/electron-double.ts'
import type { StorageBackend } from '../../doubles/electron/safe-storage-double.ts'
import { root } from '../../doubles/electron/start-host.ts'

const KEY = 'sk-ant-test-key-9876'
let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ridgeline-keychain-'))
  file = join(folder, 'keys.json')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

interface Computer {
  backend?: StorageBackend
  encryptionAvailable?: boolean
  platform?: NodeJS.Platform
}

async function open({ platform = 'linux', ...options }: Computer = {}): Promise<Keychain> {
  const electron = electronDouble({ root, ...options })
  electron.app.becomeReady()
  vi.resetModules()
  vi.doMock('electron', () => electron.module)
  const { openKeychain } = await import('../../../src-main/hosts/electron/keychain.ts')
  return openKeychain(file, platform)
}
async function secretsOn(computer: Computer, variables: Record<string, string> = {}) {
  const keychain = await open(computer)
  const { vendorSecrets } = await import('../../../src-main/hosts/electron/vendor-secrets.ts')
  return vendorSecrets(variables, keychain)
}

describe('the keychain', () => {
  it('gives back after a restart what was stored', async () => {
    await (await open()).save('anthropic', KEY)
    expect((await open()).secrets.get('anthropic')).toBe(KEY)
  })

  it('keeps a file that only its owner reads, sealed, with the backend beside each secret', async () => {
    await (await open()).save('anthropic', KEY)
    const text = readFileSync(file, 'utf8')
    expect(text).not.toContain(KEY)
    expect(JSON.parse(text)).toMatchObject({ anthropic: { backend: 'gnome_libsecret' } })
    if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  it('keeps both when two secrets are stored at once', async () => {
    const keychain = await open()
    await Promise.all([keychain.save('telnyx', 'KEY-telnyx-1'), keychain.save('deepgram', 'KEY-deepgram-1')])
    expect([...(await open()).secrets.keys()].sort()).toEqual(['deepgram', 'telnyx'])
  })

  it.each(['basic_text', 'unknown'] as const)(
    'stores nothing where the backend is %s, and says why',
    async (backend) => {
      const keychain = await open({ backend })
      expect(keychain.canStore).toBe(false)
      expect(keychain.note).toContain('This session has no keyring')
      await expect(keychain.save('anthropic', KEY)).rejects.toThrow('not available')
    },
  )

  it('stores nothing while the keychain is locked, and says so', async () => {
    const keychain = await open({ encryptionAvailable: false })
    expect(keychain.canStore).toBe(false)
    expect(keychain.note).toContain('locked or missing')
  })

  it('asks for keys again when another backend sealed them', async () => {
    await (await open({ backend: 'gnome_libsecret' })).save('anthropic', KEY)
    const keychain = await open({ backend: 'kwallet6' })
    expect(keychain.secrets.size).toBe(0)
    expect(keychain.note).toBe(
      'The keychain has changed and no longer opens these: anthropic. Enter them again.',
    )
  })

  it('asks for keys again when the file says that another backend sealed them', async () => {
    await (await open()).save('anthropic', KEY)
    writeFileSync(
      file,
      readFileSync(file, 'utf8').replace('"backend":"gnome_libsecret"', '"backend":"basic_text"'),
    )
    const keychain = await open()
    expect(keychain.secrets.size).toBe(0)
    expect(keychain.note).toContain('anthropic')
  })

  it('starts without keys when its file is damaged', async () => {
    writeFileSync(file, '{"anthropic": {"backe')
    const keychain = await open()
    expect(keychain.secrets.size).toBe(0)
    await keychain.save('anthropic', KEY)
    expect((await open()).secrets.get('anthropic')).toBe(KEY)
  })

  it('says on Windows who else can read the keys', async () => {
    expect((await open({ platform: 'win32' })).note).toContain('every program that you run')
    expect((await open({ platform: 'darwin' })).note).toBeNull()
  })
})

describe('keys for the core', () => {
  it('come from the keychain where the environment has none', async () => {
    await (await open()).save('anthropic', KEY)
    await (await open()).save('telnyx', 'KEY-in-the-keychain')
    const given = (await secretsOn({}, { TELNYX_API_KEY: 'KEY-in-the-environment' })).forCore()
    expect(given.environment).toEqual({
      TELNYX_API_KEY: 'KEY-in-the-environment',
      ANTHROPIC_API_KEY: KEY,
    })
    expect(given.secrets.fromKeychain).toEqual(['ANTHROPIC_API_KEY'])
  })

  it('are refused in a plain sentence where they cannot be kept', async () => {
    const secrets = await secretsOn({ backend: 'basic_text' })
    expect(await secrets.saveKey('anthropic', KEY)).toMatchObject({
      outcome: 'refused',
      title: 'Keys cannot be stored here',
      detail: expect.stringContaining('This session has no keyring'),
    })
  })

  it('are refused when nobody has such a key, or when it is not one', async () => {
    const secrets = await secretsOn({})
    expect(await secrets.saveKey('constructor', KEY)).toMatchObject({ outcome: 'refused' })
    expect(await secrets.saveKey('relay-device', KEY)).toMatchObject({ outcome: 'refused' })
    expect(await secrets.saveKey('anthropic', 'a key\nwith lines')).toMatchObject({ outcome: 'refused' })
  })

  it('survive a core restart when they were entered after the start', async () => {
    const secrets = await secretsOn({})
    await secrets.saveKey('anthropic', KEY)
    expect(secrets.forCore().environment).toEqual({ ANTHROPIC_API_KEY: KEY })
  })

  it('include the key of the relay, which without a keychain lasts until Ridgeline is closed', async () => {
    const kept = await secretsOn({})
    await kept.saveDeviceKey('device-secret')
    expect((await secretsOn({})).forCore().secrets.deviceKey).toBe('device-secret')
    rmSync(file)
    const lasting = await secretsOn({ backend: 'basic_text' })
    expect(await lasting.saveDeviceKey('device-secret')).toMatchObject({ outcome: 'done' })
    expect(lasting.forCore().secrets.deviceKey).toBe('device-secret')
    expect((await secretsOn({ backend: 'basic_text' })).forCore().secrets.deviceKey).toBeNull()
  })
})
