/** A new relay process takes the place of another while calls are live, under a stream of webhooks. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { deliver, telnyxEvent } from '../../cloud-relay/testing/relay-under-test.ts'
import { type OpenCall, openCalls } from './open-calls.ts'
import { type RelayProcess, startRelayProcess, stopRelayProcess } from './relay-process.ts'

const CALLS = Number(process.env.RESTART_CALLS ?? 20)
const FRAME_MS = 20
const REFUSED_PAUSE_MS = 2
/** A restart without a hand-over costs every call half a second and more: a fifth of what is said from then on. */
const MAX_LOST_SHARE = 0.02

let dataDir: string
let relays: RelayProcess[]
let closeDesktop: (() => Promise<void>) | undefined
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'planned-restart-'))
  relays = []
})
afterEach(async () => {
  await closeDesktop?.()
  for (const relay of relays) {
    if (relay.child.exitCode === null) await stopRelayProcess(relay)
  }
  rmSync(dataDir, { recursive: true, force: true })
})

function start(flags: readonly string[] = []): RelayProcess {
  const relay = startRelayProcess({ dataDir, flags })
  relays.push(relay)
  return relay
}

interface Said {
  readonly atMs: number
  readonly arrived: () => boolean
}

interface Talk {
  readonly said: Said[]
  /** When a frame came to the phone. */
  readonly heardAtMs: number[]
}

/** Both sides say a frame every 20 ms, until they are told to stop. */
function talk(call: OpenCall, stop: AbortSignal): Talk {
  const told: Talk = { said: [], heardAtMs: [] }
  call.carrier.socket.on('message', () => told.heardAtMs.push(performance.now()))
  const timer = setInterval(() => {
    const atMs = performance.now()
    const atPhone = call.sayAtPhone()
    const atDesktop = call.sayAtDesktop()
    told.said.push({ atMs, arrived: () => call.heardAtDesktop(atPhone) })
    told.said.push({ atMs, arrived: () => call.heardAtPhone(atDesktop) })
  }, FRAME_MS)
  stop.addEventListener('abort', () => clearInterval(timer))
  return told
}

/** As a vendor or a front does: what finds nobody is sent again. Answers for how long nobody answered, at worst. */
async function webhooksUntil(stop: AbortSignal, url: string, accepted: string[]): Promise<number> {
  let worstMs = 0
  for (let n = 0; !stop.aborted; n++) {
    const eventId = `event-${n}`
    const firstTryMs = performance.now()
    while (!stop.aborted) {
      const answer = await deliver(url, { body: telnyxEvent(eventId) }).catch(() => undefined)
      if (answer?.ok) {
        accepted.push(eventId)
        worstMs = Math.max(worstMs, performance.now() - firstTryMs)
        break
      }
      await pause(REFUSED_PAUSE_MS)
    }
  }
  return worstMs
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
async function until(what: string, holds: () => boolean, withinMs = 20_000): Promise<void> {
  const untilMs = performance.now() + withinMs
  for (; !holds(); await pause(10))
    if (performance.now() > untilMs) throw new Error(`never happened: ${what}`)
}

const lostOf = (said: readonly Said[]): Said[] => said.filter(({ arrived }) => !arrived())

/** The longest time between two frames that began within the span. */
function longestGapMs(heardAtMs: readonly number[], fromMs: number, toMs: number): number {
  const within = heardAtMs.filter((atMs) => atMs >= fromMs && atMs <= toMs)
  return Math.max(...within.slice(1).map((atMs, index) => atMs - (within[index] ?? atMs)))
}

it('hands over without a frame lost, a stream closed or an accepted webhook gone', async () => {
  const old = start()
  const url = (await old.url) ?? ''
  const desktop = await openCalls(url, (await old.pairingCode) ?? '', CALLS)
  closeDesktop = desktop.close
  const stop = new AbortController()
  const talks = desktop.calls.map((call) => talk(call, stop.signal))
  const accepted: string[] = []
  const sending = webhooksUntil(stop.signal, url, accepted)
  await pause(1_500)
  const beforeMs = performance.now()

  const successor = start(['--port', new URL(url).port, '--take-over'])
  expect(await successor.url).toBe(url)
  const afterMs = performance.now()
  const waiting = await desktop.open('call_placed_meanwhile')
  await pause(1_500)
  stop.abort()
  const worstWebhookMs = await sending

  const said = talks.flatMap((talk) => talk.said)
  await until('every frame', () => lostOf(said).length === 0, 1_000).catch(() => undefined)
  const before = said.filter(({ atMs }) => atMs < beforeMs)
  const since = said.filter(({ atMs }) => atMs >= beforeMs)
  const gapsMs = talks.map(({ heardAtMs }) => longestGapMs(heardAtMs, beforeMs, afterMs + 500))
  const usualMs = talks.map(({ heardAtMs }) => longestGapMs(heardAtMs, 0, beforeMs))
  process.stderr.write(
    `planned restart with ${CALLS} calls: ${lostOf(since).length} of ${since.length} frames lost (before it: ${lostOf(before).length} of ${before.length}); ` +
      `longest time between two frames at a phone ${Math.max(...gapsMs).toFixed(0)} ms (before it: ${Math.max(...usualMs).toFixed(0)} ms); ` +
      `a webhook waited ${worstWebhookMs.toFixed(0)} ms at most, ${accepted.length} accepted\n`,
  )
  // The relay speaks nothing late: a machine that stands still for 200 ms costs frames with or without a restart.
  const usualShare = lostOf(before).length / before.length
  expect(lostOf(since).length / since.length).toBeLessThanOrEqual(MAX_LOST_SHARE + 2 * usualShare)
  expect(desktop.calls.filter((call) => call.stopped())).toEqual([])
  expect(desktop.state()).toBe('online')
  await until('every webhook', () => new Set(desktop.events).size === accepted.length)
  expect(new Set(desktop.events)).toEqual(new Set(accepted))
  expect(desktop.events).toHaveLength(accepted.length)

  expect(old.child.exitCode).toBeNull()
  for (const call of desktop.calls) call.end()
  await old.exited
  expect(old.child.exitCode).toBe(0)
  const word = waiting.sayAtDesktop()
  await until('the new call goes on', () => waiting.heardAtPhone(word))
})
