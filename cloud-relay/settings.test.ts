import { describe, expect, it } from 'vitest'
import { readSettings } from './settings.ts'
import { SettingsFailure } from './settings-failure.ts'

const KEY = '11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo='
const read = (env: Record<string, string>, args: string[] = []) =>
  readSettings(args, { TELNYX_WEBHOOK_PUBLIC_KEY: KEY, ...env })

describe('relay settings', () => {
  it('listen on loopback when no public address is given', () => {
    expect(read({})).toMatchObject({ host: '127.0.0.1', publicUrl: undefined, telnyx: { kind: 'ed25519' } })
  })

  it('listen for the world when the public address is elsewhere', () => {
    expect(read({ RELAY_PUBLIC_URL: 'https://relay.example.com/' })).toMatchObject({
      host: '0.0.0.0',
      publicUrl: 'https://relay.example.com',
    })
  })

  it('prefer the key over a secret, and take the secret only instead of a key', () => {
    expect(read({ TELNYX_WEBHOOK_SECRET: 'long enough' }).telnyx.kind).toBe('ed25519')
    expect(readSettings([], { TELNYX_WEBHOOK_SECRET: 'long-enough' }).telnyx.kind).toBe('hmac-v1')
  })

  it.each([
    ['TELNYX_WEBHOOK_PUBLIC_KEY', { TELNYX_WEBHOOK_PUBLIC_KEY: '' }],
    ['TELNYX_WEBHOOK_PUBLIC_KEY', { TELNYX_WEBHOOK_PUBLIC_KEY: 'c2hvcnQ=' }],
    [
      'TELNYX_WEBHOOK_PUBLIC_KEY',
      { TELNYX_WEBHOOK_PUBLIC_KEY: 'not base64 at all, but 44 letters long !!!!!' },
    ],
    ['TELNYX_WEBHOOK_SECRET', { TELNYX_WEBHOOK_PUBLIC_KEY: '', TELNYX_WEBHOOK_SECRET: '  spaced out  ' }],
    ['RELAY_PUBLIC_URL', { RELAY_PUBLIC_URL: 'http://relay.example.com' }],
    ['RELAY_PUBLIC_URL', { RELAY_PUBLIC_URL: 'https://relay.example.com/path' }],
    ['RELAY_PUBLIC_URL', { RELAY_PUBLIC_URL: 'relay' }],
    ['VAPI_WEBHOOK_SECRET', { VAPI_WEBHOOK_SECRET: 'short' }],
    [
      'VAPI_WEBHOOK_HMAC_SECRET',
      { VAPI_WEBHOOK_SECRET: 'long-enough', VAPI_WEBHOOK_HMAC_SECRET: 'long-enough-too' },
    ],
    ['STRIPE_WEBHOOK_SECRET', { STRIPE_SECRET_KEY: 'sk_test_123' }],
    ['STRIPE_WEBHOOK_SECRET', { STRIPE_WEBHOOK_SECRET: '        ' }],
    ['STRIPE_BASE_URL', { STRIPE_BASE_URL: 'http://stripe.example.com' }],
  ])('stop the start and name %s when it is wrong', (name, env) => {
    expect(() => read(env)).toThrow(SettingsFailure)
    expect(() => read(env)).toThrow(name)
  })

  it('never quote a wrong value, which may be a secret in the wrong place', () => {
    expect(() => read({ TELNYX_WEBHOOK_PUBLIC_KEY: 'KEY0123secret' })).toThrow(/^(?!.*KEY0123secret)/)
  })

  it('need a public address to listen beyond loopback', () => {
    expect(() => read({}, ['--host', '0.0.0.0'])).toThrow('RELAY_PUBLIC_URL')
  })

  it.each([['--port', '70000'], ['--port', 'x'], ['--nonsense']])('refuse the flag %s %s', (...args) => {
    expect(() => read({}, args)).toThrow(SettingsFailure)
  })
})
