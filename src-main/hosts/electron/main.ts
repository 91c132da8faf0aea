import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, BrowserWindow, dialog, powerMonitor, session } from 'electron'
import { messageOf } from '../../core/message-of.ts'
import { applicationRoot } from '../application-root.ts'
import type { StartArguments } from '../arguments.ts'
import { type CoreHost, type CoreNews, hostCore } from './core-host.ts'
import { connectWindows } from './core-line.ts'
import { startArguments } from './flags.ts'
import { openKeychain } from './keychain.ts'
import { setMenu } from './menu.ts'
import { limitNavigation } from './navigation.ts'
import { notify } from './notices.ts'
import { limitRequests } from './own-requests.ts'
import { limitPermissions } from './permissions.ts'
import { registerAppScheme, serveWindowFiles } from './protocol.ts'
import { unsafeFlag } from './unsafe-flags.ts'
import { vendorSecrets } from './vendor-secrets.ts'
import { openWindow } from './window.ts'

/** Ridgeline in a window of its own. This process shows windows and keeps secrets; the core works beside it. */
const devTools = !app.isPackaged
const root = applicationRoot()
let core: CoreHost | undefined
let stopped = false
let mustEnd = false

// Everything that must be said before Electron is ready is said here, before the first wait.
const args = readArguments()
if (args) {
  app.enableSandbox()
  registerAppScheme()
  limitNavigation()
  const profile = join(args.dataFolder, 'window')
  mkdirSync(profile, { recursive: true, mode: 0o700 })
  app.setPath('userData', profile)
  if (app.requestSingleInstanceLock()) void run(args).catch(refuse)
  else app.quit()
}

function readArguments(): StartArguments | null {
  const unsafe = unsafeFlag(process.argv.slice(1), app.isPackaged)
  if (unsafe) return refuse(new Error(unsafe))
  try {
    return startArguments(process.argv, app.isPackaged ? null : app.getAppPath(), process.env)
  } catch (error) {
    return refuse(error)
  }
}

async function run(args: StartArguments): Promise<void> {
  app.on('second-instance', showWindow)
  app.on('activate', showWindow)
  app.on('window-all-closed', () => process.platform === 'darwin' || app.quit())
  app.on('will-quit', stopCoreFirst)
  process.on('SIGTERM', endNow)
  process.on('SIGINT', endNow)
  await app.whenReady()

  setMenu(process.platform, devTools)
  limitPermissions(session.defaultSession)
  limitRequests(session.defaultSession, devTools)
  serveWindowFiles(session.defaultSession, root)
  const keychain = await openKeychain(join(app.getPath('userData'), 'keys.json'), process.platform)
  const secrets = vendorSecrets(process.env, keychain)
  const line = connectWindows(() => core)
  core = hostCore({
    root,
    start: () => ({
      version: app.getVersion(),
      root,
      dataFolder: args.dataFolder,
      port: args.port,
      wishedMode: args.wishedMode,
      logLevel: process.env.RIDGELINE_LOG ?? 'info',
      ...secrets.forCore(),
    }),
    saveKey: secrets.saveKey,
    saveDeviceKey: secrets.saveDeviceKey,
    tell(news) {
      if (news.type === 'started-anew') line.renew()
      hear(news)
    },
  })
  powerMonitor.on('resume', () => core?.resumed())
  if (args.open) showWindow()
}

function hear(news: CoreNews): void {
  switch (news.type) {
    case 'ready':
      return void process.stdout.write(`${JSON.stringify(news.readyLine)}\n`)
    case 'not-started':
      return void refuse(new Error(news.message))
    default:
      return notify(news.type)
  }
}

function showWindow(): void {
  if (!app.isReady() || !core) return
  const [window] = BrowserWindow.getAllWindows()
  if (!window)
    openWindow({
      root,
      session: session.defaultSession,
      devTools,
      mustEnd: () => mustEnd,
      gaveUp: pageGaveUp,
    })
  else {
    if (window.isMinimized()) window.restore()
    window.focus()
  }
}

/** Whoever sends a signal is no person who could be asked. */
function endNow(): void {
  mustEnd = true
  app.quit()
}

function pageGaveUp(): void {
  dialog.showErrorBox(
    'The window keeps failing',
    'Calls go on without it. Close the window and open it again; if that does not help, restart Ridgeline.',
  )
}

/** Nobody is left on the line: the core hangs up and writes the ends of its calls before we go. */
function stopCoreFirst(event: { preventDefault(): void }): void {
  if (stopped || !core) return
  event.preventDefault()
  stopped = true
  void core.stop().finally(() => app.quit())
}

/** One sentence on stderr for whoever started us, and in a box for whoever clicked an icon. */
function refuse(error: unknown): null {
  const sentence = messageOf(error)
  process.stderr.write(`${sentence}\n`)
  if (app.isPackaged) dialog.showErrorBox('Ridgeline cannot start', sentence)
  stopped = true
  app.exit(1)
  return null
}
