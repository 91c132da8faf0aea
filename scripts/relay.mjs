// Starts the relay alone. Plain JavaScript: it must run on whatever Node is installed, before anything else is.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const windows = process.platform === 'win32'
const node = join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node')

if (!existsSync(node)) {
  // Output of npm belongs on stderr: stdout carries the ready line only.
  const install = spawnSync('npm', ['install', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
    shell: windows,
  })
  if (install.status !== 0 || !existsSync(node)) {
    process.stderr.write('The relay could not install its dependencies with npm.\n')
    process.exit(1)
  }
}

const relay = spawn(node, [join(root, 'cloud-relay', 'main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
})
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'])
  process.on(signal, () => relay.kill(signal === 'SIGHUP' ? 'SIGTERM' : signal))
// npm passes a SIGTERM on to its shell only, which dies and leaves us behind: take that as the signal.
const startedBy = process.ppid
if (process.env.npm_lifecycle_event === 'relay' && !windows) {
  setInterval(() => process.ppid !== startedBy && relay.kill('SIGTERM'), 250).unref()
}
relay.on('error', () => process.exit(1))
relay.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)))
