// The tracer of the crash tests, from the distribution where that can be done. Without it they are skipped and say so.
import { spawnSync } from 'node:child_process'

export function ensureStrace() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || isInstalled()) return
  const apt = (...args) =>
    spawnSync('apt-get', args, {
      stdio: ['ignore', 2, 2],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
  apt('update', '-qq')
  apt('install', '-y', '-qq', '--no-install-recommends', 'strace')
}

const isInstalled = () => spawnSync('strace', ['--version'], { stdio: 'ignore' }).status === 0
