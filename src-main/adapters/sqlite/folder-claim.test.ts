import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { claimFolder } from './folder-claim.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ridgeline-claim-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

describe('the claim to a data folder', () => {
  it('tells a second program in one sentence who is there and where', () => {
    const claim = claimFolder(folder)
    claim.reachableAt('http://127.0.0.1:4800')
    expect(() => claimFolder(folder)).toThrow(
      `Ridgeline is already running with the data folder ${folder} (process ${process.pid}, at http://127.0.0.1:4800).`,
    )
    claim.release()
    expect(existsSync(join(folder, 'running.json'))).toBe(false)
    claimFolder(folder).release()
  })

  it('names nobody when what is noted is not the program that is there', () => {
    const claim = claimFolder(folder)
    writeFileSync(join(folder, 'running.json'), '{"pid": 99999999, "url": null}')
    expect(() => claimFolder(folder)).toThrow(`already running with the data folder ${folder}. Use`)
    claim.release()
  })

  it('is gone with a program that was killed', async () => {
    const script = `import { claimFolder } from ${JSON.stringify(join(import.meta.dirname, 'folder-claim.ts'))}
      claimFolder(process.argv[1]); console.log('claimed'); setInterval(() => {}, 1000)`
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    await once(child.stdout, 'data')
    expect(() => claimFolder(folder)).toThrow(`process ${child.pid}`)
    child.kill('SIGKILL')
    await once(child, 'exit')
    claimFolder(folder).release()
  })
})
