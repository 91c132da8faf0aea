import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { MessagePort } from 'node:worker_threads'
import type { PortDouble } from './message-ports.ts'
import { onlyKnown, refuse, StrictEmitter, strict } from './strict.ts'
import type { Wire } from './utility-child.ts'

const CHILD = fileURLToPath(new URL('utility-child.ts', import.meta.url))
const OPTIONS = ['env', 'execArgv', 'cwd', 'stdio', 'serviceName']
/** Names under which a key could reach a child's environment. The relay's public key is no secret. */
const SECRET = /KEY|SECRET|TOKEN|PAIRING/
const PUBLIC = 'TELNYX_WEBHOOK_PUBLIC_KEY'
/** What simulated vendors take for a key: it stands in the source, or is made for one run, and guards nothing real. */
const PRACTICE_KEY = /^((sk_test|whsec)_)?practice/

interface ForkOptions {
  env?: Record<string, string>
  stdio?: string[]
  serviceName?: string
}

/** `utilityProcess` with real processes, so that a crash is a crash. */
export function utilityProcesses(isReady: () => boolean, inert: boolean) {
  const running: UtilityDouble[] = []
  const utilityProcess = strict('utilityProcess', {
    fork(path: string, args: string[] = [], options: ForkOptions = {}): UtilityDouble {
      if (!isReady()) refuse('utilityProcess.fork works only after ready.')
      onlyKnown('utilityProcess.fork', options, OPTIONS)
      if (!existsSync(path)) refuse(`There is no program ${path}.`)
      if (options.stdio?.[0] !== 'ignore') refuse('A utility process has no standard input.')
      if (!options.env) refuse('Without env the whole environment, keys included, is passed on.')
      const leaked = Object.entries(options.env).find(
        ([name, value]) => SECRET.test(name) && name !== PUBLIC && !PRACTICE_KEY.test(value),
      )
      if (leaked) refuse(`${leaked[0]} does not belong in the environment of a child.`)
      const double = new UtilityDouble(path, args, options, inert)
      running.push(double)
      double.once('exit', () => running.splice(running.indexOf(double), 1))
      return double
    },
  })
  return { utilityProcess, running }
}

export class UtilityDouble extends StrictEmitter {
  readonly path: string
  readonly args: readonly string[]
  readonly env: Record<string, string>
  /** What was said to it, for tests that look. */
  readonly heard: unknown[] = []
  /** What it wrote to its standard output. */
  said = ''
  readonly #child: ChildProcess | undefined
  readonly #ports = new Map<number, MessagePort>()
  #lastPort = 0

  constructor(path: string, args: readonly string[], { env = {}, stdio = [] }: ForkOptions, inert: boolean) {
    super('UtilityProcess', ['message', 'exit', 'spawn', 'error'])
    this.path = path
    this.args = args
    this.env = env
    if (inert) return
    this.#child = spawn(process.execPath, ['--import', CHILD, path, ...args], {
      stdio: ['ignore', stdio[1] === 'pipe' ? 'pipe' : 'ignore', 'ignore', 'ipc'],
      serialization: 'advanced',
      env,
    })
    this.#child.on('message', (wire) => this.#receive(wire as Wire))
    this.#child.stdout?.on('data', (chunk: Buffer) => {
      this.said += chunk.toString()
    })
    this.#child.once('spawn', () => this.emit('spawn'))
    this.#child.once('exit', (code) => this.#ended(code ?? KILLED))
  }
  get pid(): number | undefined {
    return this.#child?.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined
  }
  get stdout() {
    return this.#child?.stdout ?? null
  }
  postMessage(data: unknown, transfer: readonly PortDouble[] = []): void {
    this.heard.push(structuredClone(data))
    const ports = transfer.map((port) => this.#carry(port.transfer()))
    this.#send({ kind: 'message', data, ports })
    if (!this.#child && isStop(data)) setImmediate(() => this.#ended(0))
  }
  kill(signal: NodeJS.Signals = 'SIGTERM'): boolean {
    return this.#child?.kill(signal) ?? false
  }
  #carry(raw: MessagePort): number {
    this.#lastPort += 1
    const port = this.#lastPort
    this.#ports.set(port, raw)
    raw.on('message', (data) => this.#send({ kind: 'port-message', port, data }))
    raw.on('close', () => this.#send({ kind: 'port-closed', port }))
    return port
  }
  #receive(wire: Wire): void {
    if (wire.kind === 'message') this.emit('message', wire.data)
    else if (wire.kind === 'port-message') this.#ports.get(wire.port)?.postMessage(wire.data)
    else this.#ports.get(wire.port)?.close()
  }
  #send(wire: Wire): void {
    if (this.#child?.connected) this.#child.send(wire, () => undefined)
  }
  #ended(code: number): void {
    for (const port of this.#ports.values()) port.close()
    this.emit('exit', code)
  }
}

const KILLED = 9
const isStop = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'type' in data && data.type === 'stop'
