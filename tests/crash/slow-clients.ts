/** How much later the sound of live calls arrives while strangers hold a thousand connections that never say anything. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { percentile } from '../benchmarks/live/figures.ts'
import { openCalls } from './open-calls.ts'
import { startRelayProcess, stopRelayProcess } from './relay-process.ts'

const CALLS = 20
const FRAME_MS = 20
const PHASE_MS = 12_000
const DRIP_MS = 1_000

export interface SlowClientsResult {
  readonly calls: number
  readonly slow_clients: number
  readonly frames: number
  readonly frames_lost: number
  readonly quiet_p50_ms: number
  readonly quiet_p99_ms: number
  readonly beset_p50_ms: number
  readonly beset_p99_ms: number
  readonly added_p99_ms: number
}

export async function besetBySlowClients(clients: number): Promise<SlowClientsResult> {
  const dataDir = mkdtempSync(join(tmpdir(), 'relay-slow-'))
  const relay = startRelayProcess({ dataDir })
  const url = (await relay.url) ?? ''
  const desktop = await openCalls(url, (await relay.pairingCode) ?? '', CALLS)
  const speak = setInterval(() => {
    for (const call of desktop.calls) call.sayAtPhone()
  }, FRAME_MS)
  const phase = async () => {
    for (const call of desktop.calls) call.delaysMs.length = 0
    await new Promise((resolve) => setTimeout(resolve, PHASE_MS))
    return desktop.calls.flatMap((call) => call.delaysMs.slice())
  }
  await phase()
  const quiet = await phase()
  const strangers = await startStrangers(url, clients)
  const beset = await phase()
  strangers.kill('SIGKILL')
  clearInterval(speak)
  const said = desktop.calls[0]?.sayAtPhone() ?? 0
  await new Promise((resolve) => setTimeout(resolve, 500))
  const lost = desktop.calls.reduce(
    (sum, call) =>
      sum + Array.from({ length: said - 1 }, (_, n) => n + 1).filter((n) => !call.heardAtDesktop(n)).length,
    0,
  )
  await desktop.close()
  await stopRelayProcess(relay)
  rmSync(dataDir, { recursive: true, force: true })
  return {
    calls: CALLS,
    slow_clients: clients,
    frames: quiet.length + beset.length,
    frames_lost: lost,
    quiet_p50_ms: hundredths(percentile(quiet, 0.5)),
    quiet_p99_ms: hundredths(percentile(quiet, 0.99)),
    beset_p50_ms: hundredths(percentile(beset, 0.5)),
    beset_p99_ms: hundredths(percentile(beset, 0.99)),
    added_p99_ms: hundredths(percentile(beset, 0.99) - percentile(quiet, 0.99)),
  }
}

const hundredths = (value: number): number => Math.round(value * 100) / 100

/** In a process of their own, so that their work does not delay what is measured here. */
async function startStrangers(url: string, clients: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [import.meta.filename, url, String(clients)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(createInterface(child.stdout), 'line')
  return child
}

/** Each sends a header a second and never ends its request; one that was thrown out comes back at once. */
function beset(url: string, clients: number): void {
  const { hostname, port } = new URL(url)
  let connected = 0
  const come = () => {
    const socket = connect(Number(port), hostname)
    const drip = setInterval(() => socket.write('X-Slow: 1\r\n'), DRIP_MS)
    socket.on('connect', () => {
      socket.write('POST /api/webhooks/telnyx HTTP/1.1\r\nHost: relay\r\n')
      connected += 1
      if (connected === clients) process.stdout.write('all connected\n')
    })
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      clearInterval(drip)
      setTimeout(come, 20)
    })
  }
  for (let n = 0; n < clients; n++) come()
}

const [, , besetUrl, besetBy] = process.argv
if (import.meta.main && besetUrl && besetBy) beset(besetUrl, Number(besetBy))
