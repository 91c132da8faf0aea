import { type ChildProcess, spawn } from 'node:child_process'
import type { Logger } from 'pino'
import { programEntry } from '../program-entry.ts'
import { readyLine } from '../ready-line.ts'
import type { LaunchSideProgram, SideProgram } from '../side-program.ts'

const STOP_WITHIN_MS = 3_000

/** Starts side programs as child processes, from the build when there is one. They end with this process. */
export function launchChildProcess(
  root: string,
  log: Logger,
  ended: (name: string) => void,
): LaunchSideProgram {
  return async (name, args, variables) => {
    const child = spawn(process.execPath, [programEntry(root, name), ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...variables },
    })
    let lastWords = ''
    child.stderr.on('data', (chunk: Buffer) => {
      const text = chunk.toString().trim()
      lastWords = text.slice(-500)
      log.debug({ program: name, text }, 'a side program says')
    })
    const failed = new Promise<never>((_, reject) => child.once('error', reject))
    const ready = await Promise.race([
      readyLine(child, name, { tooLate: () => child.kill('SIGKILL'), lastWords: () => lastWords }),
      failed,
    ])
    let stopping = false
    const hasEnded = new Promise<void>((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) resolve()
      child.once('exit', () => resolve())
    })
    void hasEnded.then(() => stopping || ended(name))
    return {
      ready,
      ended: hasEnded,
      stop() {
        stopping = true
        return stop(child)
      },
    } satisfies SideProgram
  }
}

function stop(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill('SIGTERM')
  })
}
