import { mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { callLogFile } from './call-log-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ridgeline-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

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
      log.write({ kind: 'turn', i })
      log.close()
      log.write({ kind: 'too late' })
    }
    await expect.poll(() => readdirSync(folder).length).toBe(20)
    await expect.poll(openFiles).toBe(0)
    expect(readFileSync(join(folder, 'call_7.jsonl'), 'utf8')).toBe('{"kind":"turn","i":7}\n')
  })

  it('lets the call go on when its folder cannot be made', () => {
    const file = join(folder, 'not-a-folder')
    writeFileSync(file, '')
    const log = callLogFile(join(file, 'logs'), 'call_1')
    log.write({ kind: 'turn' })
    log.write({ kind: 'turn' })
    log.close()
  })
})
