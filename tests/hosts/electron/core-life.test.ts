import { once } from 'node:events'
import { createServer } from 'node:net'
import { createORPCClient } from '@orpc/client'
import type { ContractRouterClient } from '@orpc/contract'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Contract } from '../../../src-preload/contract/contract.ts'
import { openPortLine } from '../../../src-renderer/bridge/port-line.ts'
import { type HostOptions, type StartedHost, startHost } from '../../doubles/electron/start-host.ts'
import type { WebContentsDouble } from '../../doubles/electron/window-double.ts'

let host: StartedHost
afterEach(() => host.end())
const started = async (options?: HostOptions) => {
  host = await startHost(options)
  return host
}

/** The window's own code, on the page that the preload script prepared. */
async function lineOf(contents: WebContentsDouble) {
  const view = contents.page?.window
  if (!view) throw new Error('no page')
  const { link, lost } = await openPortLine(view.ridgeline, view as unknown as Window)
  return { client: createORPCClient<ContractRouterClient<Contract>>(link), lost }
}
const core = () => host.electron.running.find(({ path }) => path.includes('core-process'))
const programs = () => host.electron.running.filter(({ path }) => !path.includes('core-process'))
const ready = () =>
  vi.waitFor(() => expect(host.said.out).toContain('"ready":true'), { timeout: 30_000, interval: 50 })

describe('Ridgeline under Electron', () => {
  it('talks with its core over a message port, practice world, relay and all', async () => {
    await started()
    const { client } = await lineOf(await host.contents())
    const status = await client.system.status()
    expect(status).toMatchObject({ mode: 'practice', can_store_keys: true, key_storage_note: null })
    expect((await client.leads.list({ limit: 1 })).items).toBeInstanceOf(Array)
    await vi.waitFor(async () => expect((await client.system.status()).relay.status).toBe('online'), {
      timeout: 15_000,
    })
    expect(JSON.parse(host.said.out.trim())).toMatchObject({ ready: true, mode: 'practice' })
  })

  it('streams live events through the same port', async () => {
    await started()
    const { client } = await lineOf(await host.contents())
    const stop = new AbortController()
    const stream = await client.live.watch(undefined, { signal: stop.signal })
    const first = await stream[Symbol.asyncIterator]().next()
    expect(first.value).toEqual({ type: 'calls', calls: [] })
    stop.abort()
  })

  it('keeps the core when the window is loaded again or dies', async () => {
    await started()
    const contents = await host.contents()
    const first = await lineOf(contents)
    await first.client.system.status()
    const pid = core()?.pid
    contents.reload()
    const second = await lineOf(contents)
    await second.client.system.status()
    contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 11 })
    expect(contents.reloads).toBe(2)
    await (await lineOf(contents)).client.system.status()
    expect(core()?.pid).toBe(pid)
  })

  it('stops reloading a window that dies again and again, and says so', async () => {
    await started()
    const contents = await host.contents()
    for (let times = 0; times < 4; times++)
      contents.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 11 })
    expect(contents.reloads).toBe(3)
    expect(host.electron.seen.errorBoxes[0]).toContain('The window keeps failing')
  })

  it('starts a core that was killed anew, tells the person, and gives the window a fresh line', async () => {
    await started()
    const contents = await host.contents()
    const before = await lineOf(contents)
    await ready()
    const firstPid = core()?.pid
    const oldPrograms = programs().map(({ pid }) => pid)
    core()?.kill('SIGKILL')
    await before.lost
    const after = await vi.waitFor(
      async () => {
        const line = await lineOf(contents)
        return { ...line, status: await line.client.system.status() }
      },
      { timeout: 30_000 },
    )
    expect(after.status.mode).toBe('practice')
    expect(core()?.pid).not.toBe(firstPid)
    expect(host.electron.seen.notices).toEqual([
      'Ridgeline had to restart its phone service',
      'Ridgeline is back',
    ])
    expect(programs()).toHaveLength(2)
    for (const { pid } of programs()) expect(oldPrograms).not.toContain(pid)
  })

  it('gives a window that already had a line a new one after a crash, unasked', async () => {
    await started()
    const contents = await host.contents()
    await lineOf(contents)
    await ready()
    const arrived = vi.fn()
    contents.page?.window.addEventListener('message', arrived)
    core()?.kill('SIGKILL')
    await vi.waitFor(() => expect(arrived).toHaveBeenCalledOnce(), { timeout: 15_000 })
  })

  it('tries the relay at once when the computer wakes up, however long it meant to wait', async () => {
    await started()
    await ready()
    const { client } = await lineOf(await host.contents())
    const relayStatus = async () => (await client.system.status()).relay.status
    const until = (wanted: string, timeout: number) =>
      vi.waitFor(async () => expect(await relayStatus()).toBe(wanted), { timeout, interval: 20 })
    await until('online', 15_000)
    const relay = programs().find(({ path }) => path.includes('relay'))
    const { url } = JSON.parse(relay?.said ?? '') as { url: string }
    relay?.kill('SIGKILL')
    await until('offline', 5_000)
    let attempts = 0
    const closedDoor = createServer((socket) => {
      attempts++
      socket.destroy()
    }).listen(Number(new URL(url).port), '127.0.0.1')
    await once(closedDoor, 'listening')
    try {
      // After so many attempts it waits for anything up to five seconds until the next one.
      await vi.waitFor(() => expect(attempts).toBeGreaterThanOrEqual(7), { timeout: 30_000, interval: 10 })
      for (let wakeUps = 0; wakeUps < 4; wakeUps++) {
        await until('offline', 2_000)
        const before = attempts
        host.electron.powerMonitor.emit('resume')
        await vi.waitFor(() => expect(attempts).toBeGreaterThan(before), { timeout: 600, interval: 10 })
      }
    } finally {
      closedDoor.close()
    }
  })

  it('starts relay and practice world so that they need no standard input', async () => {
    await started()
    await ready()
    const argsOf = (name: string) => programs().find(({ path }) => path.includes(name))?.args
    expect(argsOf('relay')).not.toContain('--exit-with-parent')
    expect(argsOf('practice')).toContain('--stay')
  })

  it('hangs up and ends the core and the programs beside it before it quits', async () => {
    await started()
    await ready()
    expect(programs()).toHaveLength(2)
    host.electron.app.quit()
    expect(core()?.heard).toContainEqual({ type: 'stop' })
    expect(await host.electron.app.exited).toBe(0)
    expect(host.electron.running).toEqual([])
  })

  it('quits cleanly on SIGTERM', async () => {
    await started()
    await ready()
    process.emit('SIGTERM')
    expect(await host.electron.app.exited).toBe(0)
    expect(host.electron.running).toEqual([])
  })

  it('ends with one sentence when the core cannot start', async () => {
    await started({ args: ['--live'] })
    expect(await host.electron.app.exited).toBe(1)
    expect(host.said.err).toContain('Live mode needs TELNYX_API_KEY')
  })

  it('gives no key to the environment of any process it starts', async () => {
    await started({ environment: { ANTHROPIC_API_KEY: 'sk-ant-test-key-0001', RIDGELINE_LOG: 'silent' } })
    await ready()
    for (const { env, args } of host.electron.running) {
      expect(JSON.stringify(env)).not.toContain('sk-ant-test-key-0001')
      expect(JSON.stringify(args)).not.toContain('sk-ant-test-key-0001')
    }
    const { client } = await lineOf(await host.contents())
    const { keys } = await client.system.status()
    expect(keys.find(({ vendor }) => vendor === 'anthropic')).toEqual({
      vendor: 'anthropic',
      source: 'environment',
      last_four: '0001',
    })
  })
})
