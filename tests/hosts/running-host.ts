import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type LocalApi, localApi } from '../fixtures/local-api.ts'

const ROOT = join(import.meta.dirname, '..', '..')

export interface RunningHost extends LocalApi {
  readonly url: string
  readonly token: string
  readonly api: string
  readonly practiceControl: string
  readonly dataFolder: string
  readonly process: ChildProcess
  readonly startedInMs: number
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>
}

/** What Node is given to start the built program without a window, on any free port. */
export const startArguments = (dataFolder: string): string[] => [
  join(ROOT, 'out', 'main', 'headless.js'),
  '--headless',
  '--no-open',
  '--port',
  '0',
  '--data-dir',
  dataFolder,
]

/** Ridgeline as a person starts it, built and headless, in a folder of its own. */
export async function startHost(
  options: { dataFolder?: string; args?: string[]; env?: Record<string, string> } = {},
): Promise<RunningHost> {
  const dataFolder = options.dataFolder ?? mkdtempSync(join(tmpdir(), 'ridgeline-host-'))
  const began = performance.now()
  const child = spawn(process.execPath, [...startArguments(dataFolder), ...(options.args ?? [])], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...cleanEnvironment(), ...options.env },
  })
  const ready = await firstLine(child)
  return {
    url: ready.url,
    token: ready.token,
    api: ready.api,
    practiceControl: ready.practice_control,
    dataFolder,
    process: child,
    startedInMs: performance.now() - began,
    ...localApi(ready),
    stop: () => stop(child, options.dataFolder ? null : dataFolder),
  }
}

/** No vendor key of the machine may leak into a test. */
const cleanEnvironment = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        entry[1] !== undefined && !/_(API_KEY|BASE_URL)$|^RELAY_|^TELNYX_/.test(entry[0]),
    ),
  )

function firstLine(
  child: ChildProcess,
): Promise<{ url: string; token: string; api: string; practice_control: string }> {
  return new Promise((resolve, reject) => {
    let words = ''
    child.stderr?.on('data', (chunk: Buffer) => {
      words = `${words}${chunk}`.slice(-4_000)
    })
    child.once('exit', (code) => reject(new Error(`the host ended with ${code}: ${words}`)))
    if (child.stdout)
      createInterface({ input: child.stdout }).once('line', (line) => resolve(JSON.parse(line)))
  })
}

function stop(child: ChildProcess, folder: string | null): Promise<number | null> {
  return new Promise((resolve) => {
    const gone = () => {
      if (folder) rmSync(folder, { recursive: true, force: true })
      resolve(child.exitCode)
    }
    if (child.exitCode !== null) return gone()
    child.once('exit', gone)
    child.kill('SIGTERM')
  })
}

/** Asks again until the answer satisfies, or the time is over. */
export async function eventually<T>(
  ask: () => Promise<T>,
  enough: (answer: T) => boolean,
  withinMs: number,
): Promise<T> {
  const until = performance.now() + withinMs
  let answer = await ask()
  while (!enough(answer) && performance.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 500))
    answer = await ask()
  }
  return answer
}
