// What every command needs first: dependencies, and Node 24 from the `node` package. Plain JavaScript for any Node.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const windows = process.platform === 'win32'
export const node = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')

/** Installs what is missing. Output of npm goes to stderr: stdout belongs to ready lines and reports. */
export function ensureDependencies() {
  const installed = join(root, 'node_modules', '.package-lock.json')
  const wanted = join(root, 'package-lock.json')
  if (
    existsSync(installed) &&
    existsSync(node) &&
    statSync(installed).mtimeMs >= statSync(wanted).mtimeMs - 1000
  )
    return
  say('Installing dependencies. The first time takes a minute or two…')
  const install = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: windows,
  })
  if (install.status !== 0 || !existsSync(node))
    fail('npm could not install the dependencies. Its messages are above.')
}

const SOURCES = [
  'src-main',
  'src-preload',
  'src-renderer',
  'cloud-relay',
  'electron.vite.config.ts',
  'package-lock.json',
]

/** Builds when a source is newer than the last build. */
export function ensureBuild() {
  const built = join(root, 'out', 'main', 'headless.js')
  if (existsSync(built) && SOURCES.every((path) => newest(join(root, path)) <= statSync(built).mtimeMs))
    return
  say('Building…')
  const build = runSync(
    [join('node_modules', 'electron-vite', 'bin', 'electron-vite.js'), 'build'],
    ['ignore', 2, 2],
  )
  if (build.status !== 0) fail('The build failed. Its messages are above.')
}

function newest(path) {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path).reduce(
    (latest, name) => (name.includes('.test.') ? latest : Math.max(latest, newest(join(path, name)))),
    0,
  )
}

/** Runs a script of the project with Node 24 to its end. */
export function runSync(args, stdio = 'inherit') {
  return spawnSync(node, args, { cwd: root, stdio, env: environment() })
}

/** Tools started through npm scripts find Node 24 first, whatever the system's Node is. */
export function environment() {
  const separator = windows ? ';' : ':'
  return {
    ...process.env,
    PATH: [dirname(node), join(root, 'node_modules', '.bin'), process.env.PATH].join(separator),
  }
}

/** Becomes that program: same output, same signals, same exit code. */
export function become(program, args) {
  // A core dump would hold the keys that were in memory.
  const [shell, ...words] = windows ? [program] : ['sh', '-c', 'ulimit -c 0; exec "$0" "$@"', program]
  const child = spawn(shell, [...words, ...args], {
    cwd: process.cwd(),
    stdio: 'inherit',
    env: environment(),
  })
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'])
    process.on(signal, () => child.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal))
  // npm passes a SIGTERM on to its shell only, which dies and leaves us behind: take that as the signal.
  const startedBy = process.ppid
  if (process.env.npm_lifecycle_event && !windows) {
    setInterval(() => process.ppid !== startedBy && child.kill('SIGTERM'), 250).unref()
  }
  child.on('error', (error) => fail(error.message))
  child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
}

export function say(line) {
  process.stderr.write(`${line}\n`)
}

export function fail(line) {
  say(line)
  process.exit(1)
}
