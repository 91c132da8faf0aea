/** What is loaded: our relay as it ships, or a plain proxy to compare it with. Each on the system's core. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import WebSocket from 'ws'
import { testPublicKeyText } from '../../../cloud-relay/testing/relay-under-test.ts'
import { readyLine } from '../../../src-main/hosts/ready-line.ts'
import { end } from '../../fixtures/child-process.ts'
import { onSystemCore } from '../live/machine.ts'
import { openRawLink, pairOnce, type Ticket } from './raw-link.ts'
import { ensureCaddy, startTlsFront } from './tls-front.ts'

const ROOT = join(import.meta.dirname, '..', '..', '..')

export interface Subject {
  readonly name: string
  /** Whose time is counted. */
  readonly pids: readonly number[]
  /** Where carriers connect. */
  readonly carrierUrl: string
  /** The desktop's socket and a ticket for each of so many calls. */
  open(calls: number): Promise<{ link: Socket; tickets: readonly Ticket[]; close(): void }>
  close(): Promise<void>
}

/**
 * Carriers speak TLS with a front on the system's core; the desktop's one socket goes to the relay itself. Null where
 * there is no Caddy.
 */
export async function startRelayBehindTlsSubject(): Promise<Subject | null> {
  if (!ensureCaddy()) return null
  const relay = await startRelaySubject()
  const front = await startTlsFront(relay.carrierUrl)
  return {
    ...relay,
    name: 'relay_behind_tls',
    pids: [...relay.pids, front.pid],
    carrierUrl: front.url,
    async close() {
      await front.close()
      await relay.close()
    },
  }
}

export async function startRelaySubject(): Promise<Subject> {
  const dataDir = mkdtempSync(join(tmpdir(), 'relay-bench-'))
  const args = [join(ROOT, 'out', 'main', 'relay.js'), '--port', '0', '--data-dir', dataDir]
  const program = start(args, { TELNYX_WEBHOOK_PUBLIC_KEY: testPublicKeyText })
  const { url, pairingCode } = (await program.ready) as { url: string; pairingCode: string }
  const identity = await pairOnce(url, pairingCode)
  return {
    name: 'relay',
    pids: [program.child.pid as number],
    carrierUrl: url,
    async open(calls) {
      const link = await openRawLink(url, identity)
      const tickets = await link.openStreams(calls)
      return { link: link.giveAway(), tickets, close: link.close }
    },
    async close() {
      await end(program.child)
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

export async function startPlainProxySubject(): Promise<Subject> {
  const program = start([join(import.meta.dirname, 'plain-proxy.ts')], {})
  const { url } = (await program.ready) as { url: string }
  return {
    name: 'plain_proxy',
    pids: [program.child.pid as number],
    carrierUrl: url,
    async open(calls) {
      const link = new WebSocket(`${url.replace('http', 'ws')}/link`, { perMessageDeflate: false })
      await new Promise((resolve, reject) => link.once('open', resolve).once('error', reject))
      link.pause()
      const { _socket } = link as unknown as { _socket: Socket }
      const tickets = Array.from({ length: calls }, (_, index) => ({
        streamId: index + 1,
        path: `/stream/${index + 1}`,
        token: 'none',
      }))
      return { link: _socket, tickets, close: () => link.terminate() }
    },
    close: () => end(program.child),
  }
}

const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL')
})

function start(args: readonly string[], variables: Record<string, string>) {
  const [program, programArgs] = onSystemCore(process.execPath, args)
  const child = spawn(program, programArgs, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH ?? '', NODE_OPTIONS: process.env.RELAY_NODE_OPTIONS ?? '', ...variables },
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  let words = ''
  child.stderr.on('data', (chunk: Buffer) => {
    words = `${words}${chunk}`.slice(-4_000)
  })
  return { child, ready: readyLine(child, args[0] ?? '', { lastWords: () => words }) }
}
