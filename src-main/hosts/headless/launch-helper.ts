import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Logger } from 'pino'
import { programEntry } from '../program-entry.ts'
import type { Helper, LaunchHelper } from '../start-core.ts'

const READY_WITHIN_MS = 30_000
const STOP_WITHIN_MS = 3_000

/** Starts helpers as child processes, from the build when there is one. A helper ends with this process. */
export function launchNodeHelper(root: string, log: Logger, ended: (name: string) => void): LaunchHelper {
  return async (name, args, variables) => {
    const child = spawn(process.execPath, [programEntry(root, name), ...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', ...variables },
    })
    child.stderr?.on('data', (chunk: Buffer) =>
      log.debug({ helper: name, text: chunk.toString().trimEnd() }, 'helper'),
    )
    const ready = await readyLine(child, name)
    let stopping = false
    child.once('exit', () => stopping || ended(name))
    return {
      ready,
      stop() {
        stopping = true
        return stop(child)
      },
    } satisfies Helper
  }
}

function readyLine(child: ChildProcess, name: string): Promise<unknown> {
  return new Promise((resolve, reject) => {
    let lastWords = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      lastWords = chunk.toString().trim().slice(-500)
    })
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`The ${name} did not start in time. ${lastWords}`))
    }, READY_WITHIN_MS)
    child.once('error', reject)
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`The ${name} could not start (exit code ${code}). ${lastWords}`))
    })
    if (!child.stdout) return
    createInterface({ input: child.stdout }).once('line', (line) => {
      clearTimeout(timer)
      try {
        resolve(JSON.parse(line))
      } catch {
        reject(new Error(`The ${name} did not say that it is ready: ${line.slice(0, 200)}`))
      }
    })
  })
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
