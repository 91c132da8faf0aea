/** The relay as an operator runs it: a process with flags, an environment, a ready line and signals. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { deliver, telnyxEvent, testPublicKeyText } from './testing/relay-under-test.ts'

const here = dirname(fileURLToPath(import.meta.url))
const MAIN = join(here, 'main.ts')
const SCRIPT = join(here, '..', 'scripts', 'relay.mjs')
const Ready = z.object({ ready: z.literal(true), url: z.url(), pairingCode: z.string().nullable() })

let dataDir: string
let children: ChildProcess[]
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'relay-process-'))
  children = []
})
afterEach(() => {
  for (const child of children) child.kill('SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

function run(env: Record<string, string> = {}, { entry = MAIN, flags = [] as string[] } = {}) {
  const child = spawn(process.execPath, [entry, '--port', '0', '--data-dir', dataDir, ...flags], {
    env: { PATH: process.env.PATH, TELNYX_WEBHOOK_PUBLIC_KEY: testPublicKeyText, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  children.push(child)
  let stderr = ''
  child.stderr.on('data', (data) => {
    stderr += String(data)
  })
  const lines = createInterface(child.stdout)
  const exited = once(child, 'close').then(([code]) => Number(code))
  const ready = once(lines, 'line').then(([line]) => Ready.parse(JSON.parse(String(line))))
  return { child, ready, exited, stderr: () => stderr }
}

describe('the relay process', () => {
  it('finds every webhook it answered 2xx after it was killed without warning', async () => {
    const first = run()
    const { url } = await first.ready
    let accepted = 0
    let killed = false
    const sender = async (name: string) => {
      for (let n = 0; !killed; n++) {
        const answer = await deliver(url, { body: telnyxEvent(`${name}-${n}`) }).catch(() => undefined)
        if (answer?.ok) accepted += 1
      }
    }
    const senders = ['a', 'b', 'c', 'd'].map(sender)
    await expect.poll(() => accepted, { timeout: 20_000 }).toBeGreaterThan(10)
    first.child.kill('SIGKILL')
    await first.exited
    killed = true
    await Promise.all(senders)

    const second = run()
    const metrics = await (await fetch(`${(await second.ready).url}/metrics`)).text()
    const kept = Number(/relay_events_waiting (\d+)/.exec(metrics)?.[1])
    // One more per sender may have been committed while its answer was still on the way.
    expect(kept).toBeGreaterThanOrEqual(accepted)
    expect(kept).toBeLessThanOrEqual(accepted + senders.length)
  })

  it('prints one line on stdout, JSON on stderr, and ends cleanly when asked', async () => {
    const relay = run({}, { entry: SCRIPT })
    const { pairingCode } = await relay.ready
    expect(pairingCode).toMatch(/^[A-Z2-7]{26}-[A-Z2-7]{26}$/)
    relay.child.kill('SIGTERM')
    expect(await relay.exited).toBe(0)
    for (const line of relay.stderr().trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
  })

  it('ends with the parent that started it, when told so', async () => {
    const relay = run({}, { flags: ['--exit-with-parent'] })
    await relay.ready
    relay.child.stdin.end()
    expect(await relay.exited).toBe(0)
  })

  it('refuses to start without anything to verify Telnyx by, and names the variable', async () => {
    const relay = run({ TELNYX_WEBHOOK_PUBLIC_KEY: '' })
    expect(await relay.exited).toBe(1)
    expect(relay.stderr()).toContain('TELNYX_WEBHOOK_PUBLIC_KEY is missing')
  })

  it('refuses to share its folder with another relay', async () => {
    await run().ready
    const second = run()
    expect(await second.exited).toBe(1)
    expect(second.stderr()).toContain('Another relay already uses this data folder.')
  })

  it('answers the operator’s commands while it runs and while it does not', async () => {
    const command = async (...words: string[]) => {
      const child = spawn(process.execPath, [MAIN, ...words, '--data-dir', dataDir], {
        env: { PATH: process.env.PATH },
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      const [out, err] = [child.stdout, child.stderr].map((stream) => stream.toArray())
      const [code] = (await once(child, 'close')) as [number]
      return { code, out: String(await out), err: String(await err) }
    }
    expect(await command('devices')).toMatchObject({ code: 1, err: expect.stringContaining('no relay in') })
    const relay = run()
    const { pairingCode } = await relay.ready
    expect(await command('devices')).toMatchObject({ code: 0, out: 'No computer is paired.\n' })
    const again = await command('pair')
    expect(again.out).toMatch(/^[A-Z2-7]{26}-[A-Z2-7]{26}\n$/)
    expect(again.out.trim()).not.toBe(pairingCode)
    expect(await command('remove', 'ABCDEFGH')).toMatchObject({ code: 1 })
    expect(await command('dance')).toMatchObject({ code: 1, err: expect.stringContaining('Commands are') })
    const changed = await command('change-key')
    const fingerprint = /new key, ([A-Z2-7]{26})/.exec(changed.out)?.[1]
    relay.child.kill('SIGTERM')
    await relay.exited
    expect(await command('devices')).toMatchObject({ code: 0, out: 'No computer is paired.\n' })
    const { pairingCode: later } = await run().ready
    expect(later?.split('-')[1]).toBe(fingerprint)
  }, 180_000)

  it.skipIf(process.platform !== 'linux')(
    'leaves no core dump when it crashes, which would hold its secrets',
    async () => {
      const child = spawn(
        'sh',
        [
          '-c',
          'ulimit -c unlimited; exec "$0" "$@"',
          process.execPath,
          SCRIPT,
          '--port',
          '0',
          '--data-dir',
          dataDir,
        ],
        {
          cwd: dataDir,
          env: { PATH: process.env.PATH, TELNYX_WEBHOOK_PUBLIC_KEY: testPublicKeyText },
          stdio: ['ignore', 'pipe', 'ignore'],
        },
      )
      children.push(child)
      await once(createInterface(child.stdout), 'line')
      const [relayPid] = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
        .trim()
        .split(' ')
      expect(readFileSync(`/proc/${relayPid}/cmdline`, 'utf8')).toContain('main.ts')
      process.kill(Number(relayPid), 'SIGSEGV')
      await once(child, 'close')
      expect(readdirSync(dataDir).filter((name) => name.startsWith('core'))).toEqual([])
    },
  )

  it('leaves no secret in its folder’s database, on stderr or readable by others', async () => {
    const secrets = {
      VAPI_WEBHOOK_SECRET: 'canary-vapi-7731',
      STRIPE_WEBHOOK_SECRET: 'whsec_canary7732',
      STRIPE_SECRET_KEY: 'sk_canary7733',
    }
    const relay = run(secrets)
    const { url, pairingCode } = await relay.ready
    await deliver(url, { body: telnyxEvent('e-1', { from: '+15555550123' }) })
    await fetch(`${url}/api/webhooks/vapi`, {
      method: 'POST',
      headers: { 'x-vapi-secret': secrets.VAPI_WEBHOOK_SECRET },
      body: '{}',
    })
    relay.child.kill('SIGTERM')
    await relay.exited
    const files = readdirSync(dataDir).map((name) => readFileSync(join(dataDir, name), 'latin1'))
    for (const canary of [...Object.values(secrets), pairingCode ?? '']) {
      for (const text of [relay.stderr(), ...files]) expect(text).not.toContain(canary)
    }
    expect(relay.stderr()).not.toContain('5555550123')
  })
})
