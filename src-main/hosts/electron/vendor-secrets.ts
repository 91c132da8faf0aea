import { z } from 'zod'
import type { CoreAnswer, CoreStart } from '../core-messages.ts'
import { type Environment, parseEnvironment } from '../environment.ts'
import { isKeyOwner, KEY_OF, KEY_OWNERS } from '../vendor-keys.ts'
import type { Keychain } from './keychain.ts'

const DEVICE_KEY = 'relay-device'
const Key = z.string().regex(/^\S{8,500}$/)

export interface VendorSecrets {
  /** For the core's start message, and nowhere else. */
  forCore(): Pick<CoreStart, 'environment' | 'secrets'>
  saveKey(vendor: string, key: string): Promise<CoreAnswer>
  saveDeviceKey(value: string): Promise<CoreAnswer>
}

/** Keys as the core gets them: the environment wins over the keychain. */
export function vendorSecrets(
  variables: Record<string, string | undefined>,
  keychain: Keychain,
): VendorSecrets {
  const environment = parseEnvironment(variables)
  let deviceKey = keychain.secrets.get(DEVICE_KEY) ?? null

  return {
    forCore() {
      const fromKeychain = keychainKeys(environment, keychain)
      return {
        environment: { ...environment, ...fromKeychain },
        secrets: {
          canStore: keychain.canStore,
          note: keychain.note,
          fromKeychain: Object.keys(fromKeychain),
          deviceKey,
        },
      }
    },
    async saveKey(vendor, key) {
      if (!isKeyOwner(vendor)) return refused('There is no such key', `Ridgeline has no key for "${vendor}".`)
      if (!Key.safeParse(key).success)
        return refused('That is not a key', 'A key has 8 to 500 characters and no spaces. Paste it again.')
      return keep(keychain, vendor, key)
    },
    async saveDeviceKey(value) {
      deviceKey = value
      // Without a keychain the pairing lasts until Ridgeline is closed.
      return keychain.canStore ? keep(keychain, DEVICE_KEY, value) : { outcome: 'done', value: null }
    },
  }
}

function keychainKeys(environment: Environment, { secrets }: Keychain): Partial<Environment> {
  return Object.fromEntries(
    KEY_OWNERS.flatMap((owner) => {
      const secret = secrets.get(owner)
      return secret === undefined || environment[KEY_OF[owner]] !== undefined ? [] : [[KEY_OF[owner], secret]]
    }),
  )
}

async function keep(keychain: Keychain, name: string, secret: string): Promise<CoreAnswer> {
  if (!keychain.canStore) return refused('Keys cannot be stored here', keychain.note ?? '')
  try {
    await keychain.save(name, secret)
    return { outcome: 'done', value: null }
  } catch {
    return refused(
      'The key was not stored',
      'The keychain did not take it. Unlock the keychain and try again.',
    )
  }
}

const refused = (title: string, detail: string): CoreAnswer => ({ outcome: 'refused', title, detail })
