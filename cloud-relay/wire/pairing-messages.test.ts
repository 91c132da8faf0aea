import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { fromBase32, toBase32 } from './base32.ts'
import { printPairingCode, readPairingCode } from './pairing-messages.ts'

describe('the pairing code', () => {
  it('survives being typed in lower case and broken by spaces', () => {
    const code = { secret: randomBytes(16), relayFingerprint: toBase32(randomBytes(16)) }
    const printed = printPairingCode(code)
    expect(readPairingCode(printed)).toEqual(code)
    expect(readPairingCode(` ${printed.toLowerCase().replace(/(.{6})/g, '$1 ')}\n`)).toEqual(code)
  })

  it('is not read when a letter is missing or impossible', () => {
    expect(
      readPairingCode(
        printPairingCode({ secret: randomBytes(16), relayFingerprint: 'A'.repeat(26) }).slice(1),
      ),
    ).toBeUndefined()
    expect(readPairingCode('')).toBeUndefined()
    expect(fromBase32('A1')).toBeUndefined()
  })

  it('uses the alphabet of RFC 4648', () => {
    expect(toBase32(Buffer.from('foobar'))).toBe('MZXW6YTBOI')
    expect(String(fromBase32('MZXW6YTBOI'))).toBe('foobar')
  })
})
