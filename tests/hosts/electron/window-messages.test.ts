import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { root, type StartedHost, startHost } from '../../doubles/electron/start-host.ts'
import type { WebContentsDouble } from '../../doubles/electron/window-double.ts'

const CHECKOUT = 'https://checkout.stripe.com/c/pay/cs_test_1'
let host: StartedHost
let contents: WebContentsDouble
beforeEach(async () => {
  host = await startHost({ inertPrograms: true })
  contents = await host.contents()
})
afterEach(() => host.end())

const send = (sender: unknown, senderFrame: unknown, ...args: unknown[]) =>
  host.electron.hear(
    { sender, senderFrame, ports: [] } as Parameters<typeof host.electron.hear>[0],
    'open-external',
    args,
  )
const opened = () => host.electron.seen.openedLinks

describe('messages of a window', () => {
  it('are heard from the main frame of a window of ours', () => {
    contents.page?.window.ridgeline.openExternal(CHECKOUT)
    expect(opened()).toEqual([CHECKOUT])
  })

  it('are not heard from a frame inside it', () => {
    send(contents, { origin: 'app://ui', url: 'app://ui/' }, CHECKOUT)
    expect(opened()).toEqual([])
  })

  it('are not heard from a frame that is gone', () => {
    send(contents, null, CHECKOUT)
    expect(opened()).toEqual([])
  })

  it('are not heard from a window we did not open', () => {
    const mainFrame = { origin: 'app://ui', url: 'app://ui/' }
    send({ id: 999, mainFrame }, mainFrame, CHECKOUT)
    expect(opened()).toEqual([])
  })

  it.each([
    { origin: 'https://evil.example', url: 'https://evil.example/' },
    { origin: 'app://ui.evil', url: 'app://ui.evil/' },
    { origin: 'null', url: 'app://ui/' },
    { origin: 'app://ui', url: 'about:blank' },
    { origin: 'file://', url: 'file:///tmp/x.html' },
  ])('are not heard when the page is $url of $origin', (place) => {
    Object.assign(contents.mainFrame, place)
    send(contents, contents.mainFrame, CHECKOUT)
    expect(opened()).toEqual([])
  })

  it.each([
    [[]],
    [[null]],
    [[42]],
    [[{ href: CHECKOUT }]],
    [[[CHECKOUT]]],
    [[CHECKOUT, 'more']],
    [[`${CHECKOUT}?${'x'.repeat(5_000)}`]],
  ])('are not heard when they are not what was agreed', (args) => {
    send(contents, contents.mainFrame, ...args)
    expect(opened()).toEqual([])
  })

  it('are heard twenty times a second, not more', () => {
    for (let times = 0; times < 100; times++) send(contents, contents.mainFrame, CHECKOUT)
    expect(opened()).toHaveLength(20)
  })

  it('open a port for a main frame only', () => {
    const core = host.electron.running.find(({ path }) => path.includes('core-process'))
    const ports = () => core?.heard.filter((message) => (message as { type: string }).type === 'port').length
    const ask = (senderFrame: object) =>
      host.electron.hear({ sender: contents, senderFrame, ports: [] } as never, 'request-core-port', [
        undefined,
      ])
    ask({ origin: 'app://ui', url: 'app://ui/' })
    expect(ports()).toBe(0)
    ask(contents.mainFrame)
    expect(ports()).toBe(1)
  })
})

describe('links out of Ridgeline', () => {
  it.each([
    'http://checkout.stripe.com/c/pay/1',
    'https://checkout.stripe.com.evil.example/',
    'https://evil.example/checkout.stripe.com',
    'https://checkout.stripe.com@evil.example/',
    'https://user@checkout.stripe.com/',
    'https://checkout.stripe.com:8443/',
    'https://stripe.com/',
    'https://xcheckout.stripe.com/',
    'https://checkout.stripe.com./',
    'file:///etc/passwd',
    'file://server/share/run.exe',
    'smb://server/share',
    '\\\\server\\share\\run.exe',
    'ms-msdt:/id PCWDiagnostic',
    'ms-officecmd:{}',
    'ms-settings:',
    'search-ms:query=x',
    'javascript:alert(1)',
    'data:text/html,x',
    'app://ui/',
    'tel:+15125550100',
    'mailto:a@b.example',
    'mailto:a@b.example?subject=x&body=y&attach=/etc/passwd',
    'mailto:a@b.example?subject=x&body=y&cc=c@d.example',
    'mailto:a@b.example?subject=x&subject=x&body=y',
    'mailto:a@b.example,c@d.example?subject=x&body=y',
    'mailto:?subject=x&body=y',
    'vscode://file/etc/passwd',
    'checkout.stripe.com',
    '',
  ])('do not lead to %j', (url) => {
    contents.page?.window.ridgeline.openExternal(url)
    expect(opened()).toEqual([])
  })

  it('lead to a draft with one address, a subject and a body in the mail program', () => {
    const draft = 'mailto:ann%2Broof%40example.com?subject=Your%20roof&body=Hello%2C%0A1%20%2B%201%3F'
    contents.page?.window.ridgeline.openExternal(draft)
    expect(opened()).toEqual([draft])
  })

  it('are opened as they were checked, after parsing', () => {
    contents.page?.window.ridgeline.openExternal('  https:\\\\CHECKOUT.stripe.com/c/../pay\n')
    expect(opened()).toEqual(['https://checkout.stripe.com/pay'])
  })
})

describe('the source of the host', () => {
  const folder = join(root, 'src-main', 'hosts', 'electron')
  const naming = (word: RegExp) =>
    readdirSync(folder).filter((name) => word.test(readFileSync(join(folder, name), 'utf8')))

  it('hears windows, opens links, and unseals secrets in one place each', () => {
    expect(naming(/\bipcMain\b/)).toEqual(['window-messages.ts'])
    expect(naming(/\bshell\b/)).toEqual(['external-links.ts'])
    expect(naming(/\bsafeStorage\b/)).toEqual(['keychain.ts'])
    expect(naming(/webPreferences/)).toEqual(['window.ts'])
  })

  it('spells its channels as the preload script does', () => {
    const preload = readFileSync(join(root, 'src-preload', 'bridge.ts'), 'utf8')
    expect([...host.electron.ipcListeners.keys()].sort()).toEqual(['open-external', 'request-core-port'])
    for (const channel of host.electron.ipcListeners.keys()) expect(preload).toContain(`'${channel}'`)
  })
})
