import type { DoubleOptions } from './electron-double.ts'
import { refuse, strict } from './strict.ts'

export type StorageBackend = 'basic_text' | 'gnome_libsecret' | 'kwallet6' | 'unknown'
const SEALED_BY = 'sealed by '

/** Seals reversibly, so that a test can look, and names its backend, so that another one cannot open it. */
export function safeStorageDouble(options: DoubleOptions, isReady: () => boolean) {
  const backend = () => options.backend ?? 'gnome_libsecret'
  const mustBeReady = () => isReady() || refuse('safeStorage knows nothing before ready.')
  return strict('safeStorage', {
    getSelectedStorageBackend(): StorageBackend {
      mustBeReady()
      return backend()
    },
    async isAsyncEncryptionAvailable(): Promise<boolean> {
      mustBeReady()
      return options.encryptionAvailable ?? true
    },
    async encryptStringAsync(text: string): Promise<Buffer> {
      mustBeReady()
      if (backend() === 'basic_text' || backend() === 'unknown')
        refuse('Secrets would lie here in what is as good as plain text.')
      return Buffer.from(`${SEALED_BY}${backend()}:${Buffer.from(text).toString('hex')}`)
    },
    async decryptStringAsync(sealed: Buffer): Promise<{ result: string; shouldReEncrypt: boolean }> {
      mustBeReady()
      const [by, hex = ''] = sealed.toString().split(':')
      if (by !== `${SEALED_BY}${backend()}`) throw new Error('Error while decrypting the ciphertext')
      return { result: Buffer.from(hex, 'hex').toString(), shouldReEncrypt: false }
    },
  })
}
