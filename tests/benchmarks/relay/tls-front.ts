/** The front that the operator guide puts before a relay: Caddy, with a certificate that it makes itself. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { end } from '../../fixtures/child-process.ts'
import { onSystemCore } from '../live/machine.ts'
import { eventually } from '../live/stage.ts'
import { installPackages } from './debian-packages.ts'

const STARTED_WITHIN_MS = 20_000

export function ensureCaddy(): boolean {
  const isThere = () => spawnSync('caddy', ['version'], { stdio: 'ignore' }).status === 0
  return isThere() || (installPackages('caddy') && isThere())
}

export async function startTlsFront(
  relayUrl: string,
): Promise<{ pid: number; url: string; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'relay-front-'))
  const port = await freePort()
  const configFile = join(folder, 'Caddyfile')
  writeFileSync(configFile, caddyfile(folder, port, relayUrl))
  const [program, args] = onSystemCore('caddy', ['run', '--config', configFile, '--adapter', 'caddyfile'])
  const child = spawn(program, args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: folder },
  })
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => {
    words = `${words}${chunk}`.slice(-4_000)
  })
  await eventually(() => answers(port), STARTED_WITHIN_MS, `Caddy to listen; it said: ${words}`)
  return {
    pid: child.pid as number,
    url: `https://127.0.0.1:${port}`,
    async close() {
      await end(child)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const caddyfile = (folder: string, port: number, relayUrl: string): string => `{
  admin off
  skip_install_trust
  default_sni 127.0.0.1
  auto_https disable_redirects
  storage file_system ${folder}
}
https://127.0.0.1:${port} {
  bind 127.0.0.1
  tls internal
  reverse_proxy ${new URL(relayUrl).host} {
    flush_interval -1
  }
}
`

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

const answers = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    socket.once('connect', () => socket.destroy())
  })
