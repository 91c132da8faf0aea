/** One of our programs from source, alone or under a tracer, sound or with a planted fault. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { PlantedFaultName } from './planted-faults.ts'

const ROOT = join(import.meta.dirname, '..', '..')

export interface TracedProgram {
  readonly child: ChildProcess
  /** What it said when it was ready; `undefined` when it ended before that. */
  readonly ready: Promise<unknown>
  readonly exited: Promise<void>
  log(): string
}

export interface TracedProgramOptions {
  /** Within the project. */
  readonly main: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** Program and arguments of a tracer in front of it. */
  readonly under?: readonly string[] | undefined
  readonly plantedFault?: PlantedFaultName | undefined
}

export function startTraced({
  main,
  args,
  env,
  under = [],
  plantedFault,
}: TracedProgramOptions): TracedProgram {
  const plant = plantedFault ? ['--import', join(import.meta.dirname, 'plant-fault.ts')] : []
  const command = [...under, process.execPath, ...plant, join(ROOT, main), ...args]
  const [program = process.execPath, ...programArgs] = command
  const child = spawn(program, programArgs, {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      ...(plantedFault && { PLANTED_FAULT: plantedFault }),
      ...env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  let log = ''
  child.stderr.on('data', (chunk) => {
    log = `${log}${chunk}`.slice(-20_000)
  })
  const exited = once(child, 'close').then(() => undefined)
  const firstLine = once(createInterface(child.stdout), 'line').then(
    ([line]) => JSON.parse(String(line)) as unknown,
  )
  return { child, ready: Promise.race([firstLine, exited]), exited, log: () => log }
}

/** Reaches the program itself, also through a tracer. */
export function signalTraced(
  { child }: Pick<TracedProgram, 'child'>,
  signal: NodeJS.Signals,
  isTraced: boolean,
) {
  const { pid } = child
  if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const traced = isTraced ? readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim() : String(pid)
  if (traced) process.kill(Number(traced.split(' ')[0]), signal)
}
