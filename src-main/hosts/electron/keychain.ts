import { safeStorage } from 'electron'
import { z } from 'zod'
import { fileSecret } from '../file-secret.ts'

/** Secrets sealed by the operating system, in one file. The backend that sealed each is written beside it. */
export interface Keychain {
  readonly canStore: boolean
  /** In plain words: why nothing can be stored, or what the person should know. */
  readonly note: string | null
  /** Everything that could be unsealed. */
  readonly secrets: ReadonlyMap<string, string>
  save(name: string, secret: string): Promise<void>
}

const Sealed = z.record(z.string(), z.object({ backend: z.string(), sealed: z.base64() }))
type Sealed = z.infer<typeof Sealed>

const NO_KEYRING =
  'This session has no keyring, such as GNOME Keyring or KWallet, so keys cannot be kept safely here. Set them in the environment, or unlock a keyring and open Ridgeline again.'
const NO_KEYCHAIN =
  'The keychain of this computer is locked or missing, so keys cannot be kept safely here. Set them in the environment, or unlock it and open Ridgeline again.'
const WINDOWS = 'On Windows, every program that you run can read what is kept here.'

/** After `ready`: before it, no keyring is known on Linux. */
export async function openKeychain(file: string, platform: NodeJS.Platform): Promise<Keychain> {
  const store = fileSecret(file)
  const backend = backendOf(platform)
  const weak = backend === 'basic_text' || backend === 'unknown'
  const canStore = !weak && (await safeStorage.isAsyncEncryptionAvailable())
  const kept = readSealed(await store.load())
  const opened = canStore ? await unseal(kept, backend) : { secrets: new Map<string, string>(), lost: [] }
  const note = canStore ? whatToKnow(opened.lost, platform) : weak ? NO_KEYRING : NO_KEYCHAIN
  let writing = Promise.resolve()

  return {
    canStore,
    note,
    secrets: opened.secrets,
    save(name, secret) {
      if (!canStore) return Promise.reject(new Error('The keychain is not available.'))
      // One after the other, or two saves at once would lose one of them.
      const saved = writing.then(async () => {
        const sealed = (await safeStorage.encryptStringAsync(secret)).toString('base64')
        kept[name] = { backend, sealed }
        await store.save(JSON.stringify(kept))
        opened.secrets.set(name, secret)
      })
      writing = saved.catch(() => undefined)
      return saved
    },
  }
}

function backendOf(platform: NodeJS.Platform): string {
  if (platform === 'linux') return safeStorage.getSelectedStorageBackend()
  return platform === 'darwin' ? 'keychain' : 'dpapi'
}

/** A file that cannot be read holds nothing: keys can be entered again, and the records depend on none of them. */
function readSealed(text: string | null): Sealed {
  if (text === null) return {}
  try {
    return Sealed.parse(JSON.parse(text))
  } catch {
    return {}
  }
}

async function unseal(kept: Sealed, backend: string) {
  const secrets = new Map<string, string>()
  const lost: string[] = []
  for (const [name, entry] of Object.entries(kept)) {
    try {
      if (entry.backend !== backend) throw new Error('sealed by another keychain')
      const { result } = await safeStorage.decryptStringAsync(Buffer.from(entry.sealed, 'base64'))
      secrets.set(name, result)
    } catch {
      lost.push(name)
    }
  }
  return { secrets, lost }
}

function whatToKnow(lost: readonly string[], platform: NodeJS.Platform): string | null {
  const notes = platform === 'win32' ? [WINDOWS] : []
  if (lost.length > 0)
    notes.push(`The keychain has changed and no longer opens these: ${lost.join(', ')}. Enter them again.`)
  return notes.length > 0 ? notes.join(' ') : null
}
