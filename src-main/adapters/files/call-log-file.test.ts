import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { CallLogEntry } from '../../core/call/log/call-log.ts'
import { callLogFile, parseCallLog, readCallLog } from './call-log-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ridgeline-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const token = (text: string): CallLogEntry => ({ kind: 'token', atMs: 1.5, replyId: 'reply-1', text })

const openFiles = (): number =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder)
    } catch {
      return false
    }
  }).length

describe('the event log of a call', () => {
  it('opens no file before there is something to tell', async () => {
    const logs = Array.from({ length: 20 }, (_, i) => callLogFile(folder, `call_${i}`))
    await pause(30)
    expect(readdirSync(folder)).toEqual([])
    for (const log of logs) log.close()
  })

  it.runIf(process.platform === 'linux')('leaves no file open once it is closed', async () => {
    for (let i = 0; i < 20; i++) {
      const log = callLogFile(folder, `call_${i}`)
      log.write(token(`word ${i}`))
      log.close()
      log.write(token('too late'))
    }
    await expect.poll(() => readdirSync(folder).length).toBe(20)
    await expect.poll(openFiles).toBe(0)
    expect(await readCallLog(folder, 'call_7')).toEqual([token('word 7')])
  })

  it('lets the call go on when its folder cannot be made', () => {
    const file = join(folder, 'not-a-folder')
    writeFileSync(file, '')
    const log = callLogFile(join(file, 'logs'), 'call_1')
    log.write(token('one'))
    log.write(token('two'))
    log.close()
  })

  it('is read as far as it goes when a crash cut it off', async () => {
    const log = callLogFile(folder, 'call_1')
    for (let i = 0; i < 3_000; i++) log.write(token(`word ${i}`))
    log.close()
    const file = join(folder, 'call_1.jsonl.gz')
    await expect.poll(async () => (await readCallLog(folder, 'call_1').catch(() => null))?.length).toBe(3_000)
    const whole = readFileSync(file)
    const entries = await parseCallLog(whole.subarray(0, whole.length - 2_000))
    expect(entries.length).toBeGreaterThan(1_000)
    expect(entries.length).toBeLessThan(3_000)
    expect(entries).toEqual(entries.map((_, i) => token(`word ${i}`)))
  })

  it('is on disk within seconds of being written, though the call goes on', async () => {
    const log = callLogFile(folder, 'call_1')
    log.write(token('so far'))
    await expect
      .poll(() => readCallLog(folder, 'call_1').catch(() => null), { timeout: 5_000 })
      .toEqual([token('so far')])
    log.close()
  })

  it('of a call that never had one is nothing, and of a file that is none an error', async () => {
    expect(await readCallLog(folder, 'call_9')).toBeNull()
    writeFileSync(join(folder, 'call_8.jsonl.gz'), 'not packed')
    await expect(readCallLog(folder, 'call_8')).rejects.toThrow()
  })
})
