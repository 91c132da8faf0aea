import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, it } from 'vitest'

/** A host in a process of its own that meets a bug. */
async function hostThat(does: string): Promise<{ exitCode: number | null; said: string }> {
  const program = `
    import { pino } from 'pino'
    import { installLastResort } from ${JSON.stringify(join(import.meta.dirname, 'last-resort.ts'))}
    installLastResort(pino(pino.destination({ dest: 2, sync: false })), (exitCode) => {
      console.error('hanging up')
      setTimeout(() => process.exit(exitCode), 20)
    })
    setTimeout(() => process.exit(0), 500)
    ${does}`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: import.meta.dirname,
  })
  let said = ''
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk
  })
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve))
  return { exitCode, said }
}

it('logs an uncaught exception as fatal, hangs up and ends with exit code 1', async () => {
  const { exitCode, said } = await hostThat(`setTimeout(() => { throw new Error('a bug') }, 10)`)
  expect(said).toContain('"level":60')
  expect(said).toContain('a bug')
  expect(said).toContain('hanging up')
  expect(exitCode).toBe(1)
})

it('logs a rejected promise as fatal and goes on', async () => {
  const { exitCode, said } = await hostThat(`Promise.reject(new Error('a smaller bug'))`)
  expect(said).toContain('"level":60')
  expect(said).toContain('a smaller bug')
  expect(said).not.toContain('hanging up')
  expect(exitCode).toBe(0)
})
