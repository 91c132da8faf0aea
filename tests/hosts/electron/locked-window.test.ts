import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type StartedHost, startHost } from '../../doubles/electron/start-host.ts'
import type { WebContentsDouble } from '../../doubles/electron/window-double.ts'

let host: StartedHost
let contents: WebContentsDouble
beforeAll(async () => {
  host = await startHost({ inertPrograms: true })
  contents = await host.contents()
})
afterAll(() => host.end())

describe('the window', () => {
  it('is sandboxed, isolated and without Node, in so many words', () => {
    expect(host.electron.app.sandboxed).toBe(true)
    expect(contents.preferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      spellcheck: false,
    })
    expect(contents.preferences).not.toHaveProperty('enableBlinkFeatures')
  })

  it('shows our page from the app scheme, which is standard, secure and under the content policy', () => {
    expect(contents.mainFrame.url).toBe('app://ui/')
    expect(host.electron.seen.schemes).toEqual([
      { scheme: 'app', privileges: { standard: true, secure: true, codeCache: true } },
    ])
  })

  it('gives the page three names and nothing else', () => {
    const exposed = contents.page?.exposed ?? {}
    expect(Object.keys(exposed)).toEqual(['ridgeline'])
    expect(Object.keys(exposed.ridgeline as object).sort()).toEqual([
      'openExternal',
      'platform',
      'requestCorePort',
    ])
  })

  it('opens no other window and attaches no webview', () => {
    for (const url of ['app://ui/', 'https://checkout.stripe.com/', 'about:blank', 'javascript:alert(1)'])
      expect(contents.triesToOpen(url)).toBe(false)
    expect(contents.triesWebview()).toBe(false)
  })

  it('shows itself once more instead of opening a second window', async () => {
    host.electron.app.emit('second-instance', {}, ['ridgeline', 'ridgeline://pair?code=evil'])
    const windows = host.electron.module.BrowserWindow.getAllWindows()
    expect(windows).toHaveLength(1)
    expect(windows[0]?.focused).toBe(1)
  })
})

const HOSTILE = [
  'https://ui/',
  'https://evil.example/',
  'http://127.0.0.1:9222/json',
  'http://localhost/',
  'app://ui.evil/',
  'app://ui.evil.example/',
  'app://evil/',
  'app://ui@evil/',
  'app://evil@ui/',
  'app://user:pass@ui/',
  'app://ui:8080/',
  'app://ui%00.evil/',
  'app://ui%2eevil/',
  'app://ui%2fevil/',
  'app://%75i/',
  'app://ui\\@evil/',
  'app://ui\\.evil/',
  'app:\\\\ui\\',
  'app:///ui/',
  'app:ui',
  'app:/ui/',
  'app://',
  'apps://ui/',
  'xapp://ui/',
  'app://ui /',
  'app://[ui]/',
  'app://ui.',
  'app://uï/',
  'javascript:alert(1)',
  'JaVaScRiPt:alert(1)//app://ui/',
  'data:text/html,<script>alert(1)</script>',
  'blob:app://ui/0000',
  'blob:https://evil.example/0000',
  'filesystem:app://ui/temporary/x',
  'view-source:app://ui/',
  'file:///etc/passwd',
  'file://server/share/x.html',
  '\\\\server\\share\\x.html',
  '//evil.example/',
  'about:blank',
  'chrome://settings/',
  'devtools://devtools/bundled/inspector.html',
  'ms-msdt:/id',
  'smb://server/share',
  'mailto:a@b.example',
  '',
  ' ',
  'app://ui/\u0000@evil'.replace('app://ui/', 'app://ui'),
]

describe('navigation', () => {
  it('stays on our own page', () => {
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const)
      for (const url of ['app://ui/', 'app://ui/index.html', 'app://ui/#/leads'])
        expect(contents.tries(event, url)).toBe(true)
  })

  it.each(HOSTILE)('does not go to %j', (url) => {
    for (const event of ['will-navigate', 'will-frame-navigate', 'will-redirect'] as const)
      expect(contents.tries(event, url)).toBe(false)
  })
})

describe('requests of the page', () => {
  it.each([
    'https://evil.example/collect',
    'http://127.0.0.1:1234/',
    'wss://evil.example/',
    'file:///etc/passwd',
    'ftp://evil.example/',
    'app://ui.evil/x.js',
    'blob:https://evil.example/1',
    'chrome://gpu',
    'not a url',
  ])('never reach %s', (url) => {
    expect(host.electron.session.isBlocked(url)).toBe(true)
  })

  it('reach our own files, and sound and pictures that the page made', () => {
    for (const url of ['app://ui/assets/index.js', 'blob:app://ui/1-2', 'data:image/png;base64,AA=='])
      expect(host.electron.session.isBlocked(url)).toBe(false)
  })

  it('save a file that the page made, and no other', () => {
    const tries = (url: string) => {
      const event = { preventDefault: vi.fn() }
      host.electron.session.emit('will-download', event, { getURL: () => url })
      return event.preventDefault.mock.calls.length === 0
    }
    expect(tries('blob:app://ui/1-2')).toBe(true)
    expect(tries('https://evil.example/setup.exe')).toBe(false)
    expect(tries('blob:https://evil.example/1')).toBe(false)
  })
})

describe('permissions', () => {
  const ours = { isMainFrame: true, requestingUrl: 'app://ui/' }

  it('let our own page use the microphone', () => {
    const { session } = host.electron
    expect(session.requestPermission('media', { ...ours, mediaTypes: ['audio'] })).toBe(true)
    expect(session.checkPermission('media', 'app://ui/', { ...ours, mediaType: 'audio' })).toBe(true)
  })

  it.each([
    ['the camera', { ...ours, mediaTypes: ['video'] }],
    ['the camera beside the microphone', { ...ours, mediaTypes: ['audio', 'video'] }],
    ['an unnamed device', { ...ours, mediaTypes: [] }],
    ['anything unnamed', ours],
    ['the microphone to a frame', { ...ours, isMainFrame: false, mediaTypes: ['audio'] }],
    [
      'the microphone to a stranger',
      { ...ours, requestingUrl: 'https://evil.example/', mediaTypes: ['audio'] },
    ],
    ['the microphone to a namesake', { ...ours, requestingUrl: 'app://ui.evil/', mediaTypes: ['audio'] }],
  ])('refuse %s', (_what, details) => {
    expect(host.electron.session.requestPermission('media', details)).toBe(false)
  })

  it.each([
    ...['clipboard-read', 'clipboard-sanitized-write', 'display-capture', 'fullscreen', 'geolocation'],
    ...[
      'hid',
      'idle-detection',
      'local-fonts',
      'local-network-access',
      'mediaKeySystem',
      'midi',
      'midiSysex',
    ],
    ...['notifications', 'openExternal', 'pointerLock', 'serial', 'speaker-selection', 'storage-access'],
    ...['top-level-storage-access', 'usb', 'window-management', 'fileSystem', 'keyboardLock', 'unknown'],
  ])('refuse %s', (permission) => {
    const details = { ...ours, mediaTypes: ['audio'], mediaType: 'audio' }
    expect(host.electron.session.requestPermission(permission, details)).toBe(false)
    expect(host.electron.session.checkPermission(permission, 'app://ui/', details)).toBe(false)
  })

  it('refuse to check the microphone for a stranger, a frame or a camera', () => {
    const { session } = host.electron
    const sound = { ...ours, mediaType: 'audio' }
    expect(session.checkPermission('media', 'https://evil.example', sound)).toBe(false)
    expect(session.checkPermission('media', 'app://ui', { ...sound, isMainFrame: false })).toBe(false)
    expect(session.checkPermission('media', 'app://ui', { ...ours, mediaType: 'video' })).toBe(false)
    expect(session.checkPermission('media', 'app://ui', { ...ours, mediaType: 'unknown' })).toBe(false)
  })

  it('refuse every device', () => {
    expect(host.electron.session.deviceAllowed()).toBe(false)
  })
})
