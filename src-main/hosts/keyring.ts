import type { SystemStatus } from '../../src-preload/contract/account.ts'
import type { Host } from '../compose/host.ts'
import { type Environment, liveBlockers } from './environment.ts'
import { isKeyOwner, KEY_OF, KEY_OWNERS } from './vendor-keys.ts'

export interface KeyringParts {
  readonly environment: Environment
  readonly secrets: {
    readonly canStore: boolean
    readonly note: string | null
    readonly sourceOf: (name: keyof Environment) => 'environment' | 'keychain'
    save(vendor: string, key: string): Promise<void>
  }
}

/** A key saved now is shown at once and used from the next start on. */
export function keyring(
  { environment, secrets }: KeyringParts,
  mode: 'practice' | 'live',
): Pick<Host, 'keys' | 'saveKey'> {
  const { canStore, note, sourceOf, save } = secrets
  const saved: Environment = {}
  const known = () => ({ ...saved, ...environment })
  const source = (name: keyof Environment) => (environment[name] === undefined ? 'keychain' : sourceOf(name))
  return {
    keys: {
      get keys() {
        return keyStatus(known(), mode, source)
      },
      get live_blockers() {
        return liveBlockers(known())
      },
      can_store_keys: canStore,
      key_storage_note: note,
    },
    async saveKey(vendor, key) {
      await save(vendor, key)
      if (isKeyOwner(vendor)) saved[KEY_OF[vendor]] = key
    },
  }
}

/** Where each key comes from; of a key itself at most the last four characters are shown. */
const keyStatus = (
  known: Environment,
  mode: 'practice' | 'live',
  sourceOf: (name: keyof Environment) => 'environment' | 'keychain',
): SystemStatus['keys'] =>
  KEY_OWNERS.map((vendor) => {
    const name = KEY_OF[vendor]
    const key = known[name]
    if (key) return { vendor, source: sourceOf(name), last_four: key.slice(-4) }
    return {
      vendor,
      source: mode === 'practice' ? ('practice' as const) : ('missing' as const),
      last_four: null,
    }
  })
