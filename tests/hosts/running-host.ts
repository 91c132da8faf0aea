import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

const ROOT = join(import.meta.dirname, '..', '..')

export interface RunningHost {
  readonly url: string
  readonly token: string
  readonly api: string
  readonly practiceControl: string
  readonly dataFolder: string
  readonly process: ChildProcess
  readonly startedInMs: number
  get(path: string): Promise<Answer>
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  put(path: string, body: unknown): Promise<Answer>
  /** SIGTERM, and its exit code. */
  stop(): Promise<number | null>
}

export interface Answer {
  readonly status: number
  readonly type: string
  // biome-ignore lint/suspicious/noExplicitAny: what a script would see; the tests assert its shape
  readonly body: any
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
  const headers = { authorization: `Bearer ${ready.token}` }
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    more: Record<string, string> = {},
  ): Promise<Answer> => {
    const isText = typeof body === 'string'
    const response = await fetch(`${ready.api}${path}`, {
      method,
      headers: {
        ...headers,
        ...(body !== undefined && !isText && { 'content-type': 'application/json' }),
        ...more,
      },
      ...(body !== undefined && { body: isText ? body : JSON.stringify(body) }),
    })
    const type = response.headers.get('content-type') ?? ''
    return {
      status: response.status,
      type,
      body: type.includes('json') ? await response.json() : Buffer.from(await response.arrayBuffer()),
    }
  }
  return {
    url: ready.url,
    token: ready.token,
    api: ready.api,
    practiceControl: ready.practice_control,
    dataFolder,
    process: child,
    startedInMs: performance.now() - began,
    get: (path) => ask('GET', path),
    post: (path, body, more) => ask('POST', path, body, more),
    put: (path, body) => ask('PUT', path, body),
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
