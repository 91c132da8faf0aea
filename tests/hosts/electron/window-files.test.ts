import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { NONCE_PLACE } from '../../../src-main/local-server/page-policy.ts'
import { root, type StartedHost, startHost } from '../../doubles/electron/start-host.ts'

let host: StartedHost
beforeAll(async () => {
  host = await startHost({ args: ['--practice', '--no-open'], inertPrograms: true })
  await vi.waitFor(async () => expect((await get('app://ui/')).status).toBe(200))
})
afterAll(() => host.end())
const get = (url: string, method?: string) => host.electron.session.fetch(url, method)
const listed = () => JSON.parse(readFileSync(join(root, 'out', 'window-files.json'), 'utf8')) as object

describe('the files of the window', () => {
  it('are exactly those of the build', async () => {
    expect(Object.keys(listed())).toContain('index.html')
    for (const name of Object.keys(listed())) {
      const answer = await get(`app://ui/${name}`)
      expect(answer.status).toBe(200)
      const built = readFileSync(join(root, 'out', 'renderer', name))
      const body = Buffer.from(await answer.arrayBuffer())
      const nonce = /'nonce-([\w-]+)'/.exec(answer.headers.get('content-security-policy') ?? '')?.[1]
      const asBuilt = nonce === undefined ? body : Buffer.from(body.toString().replaceAll(nonce, NONCE_PLACE))
      expect(asBuilt.equals(built)).toBe(true)
      expect(nonce !== undefined).toBe(name === 'index.html')
    }
    expect((await get('app://ui/')).headers.get('content-type')).toBe('text/html; charset=utf-8')
  })

  it('come with a policy that allows no network, no foreign script and no frame', async () => {
    const policy = Object.fromEntries(
      (await get('app://ui/')).headers
        .get('content-security-policy')
        ?.split('; ')
        .map((rule) => {
          const [name = '', ...values] = rule.split(' ')
          return [name, values.join(' ')]
        }) ?? [],
    )
    expect(policy).toEqual({
      'default-src': "'none'",
      'script-src': "'self'",
      'style-src': expect.stringMatching(/^'self' 'nonce-[\w-]{22}'$/),
      'img-src': "'self' data:",
      'media-src': "'self' blob:",
      'font-src': "'self'",
      'connect-src': "'none'",
      'frame-src': "'none'",
      'frame-ancestors': "'none'",
      'object-src': "'none'",
      'base-uri': "'none'",
      'form-action': "'none'",
      'require-trusted-types-for': "'script'",
      'trusted-types': 'default',
    })
  })

  it.each([
    'app://ui/../package.json',
    'app://ui/../../../../etc/passwd',
    'app://ui/assets/../../main/electron.js',
    'app://ui/%2e%2e/package.json',
    'app://ui/%2e%2e%2fpackage.json',
    'app://ui/..%2f..%2fpackage.json',
    'app://ui/%252e%252e/package.json',
    'app://ui/..%5cpackage.json',
    'app://ui/..\\package.json',
    'app://ui/%5c%5cserver%5cshare%5cx',
    'app://ui/\\\\server\\share\\x',
    'app://ui//server/share/x',
    'app://ui///etc/passwd',
    'app://ui//etc/passwd',
    'app://ui/C:/Windows/win.ini',
    'app://ui/file:///etc/passwd',
    'app://ui/index.html%00.js',
    'app://ui/index.html\u0000.js',
    'app://ui/\u0000/index.html',
    'app://ui/index.html/',
    'app://ui/index.html::$DATA',
    'app://ui/INDEX.HTML',
    'app://ui/assets',
    'app://ui/assets/',
    'app://ui/__proto__',
    'app://ui/constructor',
    'app://ui/window-files.json',
    'app://ui.evil/index.html',
    'app://evil/index.html',
    'app://a@ui/index.html',
  ])('do not include %j', async (url) => {
    const answer = await get(url)
    expect(answer.ok).toBe(false)
    expect(await answer.text()).toBe('')
  })

  it('are only ever read', async () => {
    for (const method of ['POST', 'PUT', 'DELETE']) expect((await get('app://ui/', method)).status).toBe(403)
  })

  it('follow no link out of the folder', () => {
    expect(existsSync(join(root, 'out', 'renderer', 'index.html'))).toBe(true)
    expect(Object.keys(listed()).some((name) => name.includes('..'))).toBe(false)
  })
})
