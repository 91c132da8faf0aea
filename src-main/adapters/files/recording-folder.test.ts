import { mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { recordingFolder } from './recording-folder.ts'

const SECOND = 8_000
let folder: string
let noted: string[]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ridgeline-recordings-'))
  noted = []
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const recordings = (where = folder) =>
  recordingFolder(where, {
    started: (callId, fileName) => noted.push(`${callId} started as ${fileName}`),
    closed: (callId, _, durationMs) => noted.push(`${callId} closed after ${durationMs} ms`),
    failed: (callId) => noted.push(`${callId} failed`),
  })
const second = (value: number) => ({
  homeowner: new Uint8Array(SECOND).fill(value),
  agent: new Uint8Array(SECOND).fill(0xff),
})

describe('recordings', () => {
  it('are noted from their first sound on, so that a crash leaves them within reach', async () => {
    const shelf = recordings()
    const recording = shelf.keep('call_1')
    recording.append(second(0x10))
    await expect.poll(() => noted).toEqual(['call_1 started as call_1.pcmu'])
    await expect.poll(async () => (await shelf.peaks('call_1.pcmu'))?.durationMs).toBe(1_000)
    await shelf.closeAll()
  })

  it('are on disk and noted once closeAll has resolved', async () => {
    const shelf = recordings()
    const one = shelf.keep('call_1')
    const two = shelf.keep('call_2')
    one.append(second(0x10))
    two.append(second(0x20))
    two.append(second(0x20))
    void one.close()
    await shelf.closeAll()
    expect(noted).toContain('call_1 closed after 1000 ms')
    expect(noted).toContain('call_2 closed after 2000 ms')
    expect(readFileSync(join(folder, 'call_2.pcmu')).length).toBe(4 * SECOND)
    two.append(second(0x20))
    await two.close()
    await shelf.closeAll()
    expect(readFileSync(join(folder, 'call_2.pcmu')).length).toBe(4 * SECOND)
  })

  it('without a sound leave nothing behind', async () => {
    const shelf = recordings()
    await shelf.keep('call_1').close()
    expect(noted).toEqual([])
    expect(await shelf.wav('call_1.pcmu')).toBeNull()
  })

  it.runIf(process.platform === 'linux')(
    'stop at a full disk, say so once and let the call go on',
    async () => {
      symlinkSync('/dev/full', join(folder, 'call_1.pcmu'))
      const shelf = recordings()
      const recording = shelf.keep('call_1')
      recording.append(second(0x10))
      await expect.poll(() => noted).toContain('call_1 failed')
      for (let i = 0; i < 19; i++) recording.append(second(0x10))
      await shelf.closeAll()
      expect(noted.filter((note) => note === 'call_1 failed')).toHaveLength(1)
      expect(noted).not.toContain('call_1 closed after 20000 ms')
    },
  )

  it('whose folder cannot be made say so once and let the call go on', async () => {
    const file = join(folder, 'not-a-folder')
    writeFileSync(file, '')
    const recording = recordings(join(file, 'recordings')).keep('call_1')
    recording.append(second(0x10))
    recording.append(second(0x10))
    await recording.close()
    expect(noted).toEqual(['call_1 failed'])
  })

  it('cut by a crash between the two sides of a sample still play', async () => {
    const shelf = recordings()
    shelf.keep('call_1').append(second(0x10))
    await shelf.closeAll()
    truncateSync(join(folder, 'call_1.pcmu'), SECOND + 1)
    expect((await shelf.peaks('call_1.pcmu'))?.durationMs).toBe(500)
    expect((await shelf.wav('call_1.pcmu'))?.readUInt32LE(40)).toBe(SECOND * 2)
  })
})
