import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism, setPriority } from 'node:os'

/** The kernel's unit of CPU time in /proc, which only Linux has. */
const TICKS_PER_SECOND = 100
const SYSTEM_CORE = '0'
const DRIVER_CORE = '1'

/** Higher than anybody's: what else runs on the machine waits for the benchmark, where the system allows it. */
const PRIORITY = -15

const succeeds = (program: string, args: readonly string[]): boolean => {
  const { status, stderr } = spawnSync(program, args)
  return status === 0 && stderr.length === 0
}
/** Asked once, at the start: a process that is bound to one core sees no other. */
const canPin = availableParallelism() > 1 && succeeds('taskset', ['-c', SYSTEM_CORE, 'true'])
export const canBeRealTime = succeeds('chrt', ['-f', '1', 'true'])
const canHurry = succeeds('nice', ['-n', String(PRIORITY), 'true'])

/** The program and arguments that run a part of the system under test on its own core, where that can be done. */
export function onSystemCore(program: string, args: readonly string[]): [string, string[]] {
  const command = [
    ...(canHurry ? ['nice', '-n', String(PRIORITY)] : []),
    ...(canPin ? ['taskset', '-c', SYSTEM_CORE] : []),
    program,
    ...args,
  ]
  return [command[0] as string, command.slice(1)]
}

/** At real-time priority nobody else gets the core while the program has work; only for programs that also rest. */
export function inRealTime(program: string, args: readonly string[]): [string, string[]] {
  return canBeRealTime ? ['chrt', ['-f', '1', program, ...args]] : [program, [...args]]
}

/** Moves this process, all of its threads, off the core of the system under test. Tells what was possible. */
export function pinDriver(): string {
  if (canHurry) setPriority(PRIORITY)
  const session = canHurry && hurrySession() ? ', their session too' : ''
  const priority = canHurry ? `, both at priority ${PRIORITY}${session}` : ''
  if (!canPin) return `not pinned: taskset or a second core is missing${priority}`
  spawnSync('taskset', ['-a', '-c', '-p', DRIVER_CORE, String(process.pid)], { stdio: 'ignore' })
  return `system on core ${SYSTEM_CORE}, driver on core ${DRIVER_CORE}${priority}`
}

/** Where Linux shares the cores among sessions first, the priority of a process counts within its own session only. */
function hurrySession(): boolean {
  const setNice = (nice: number) => writeFileSync('/proc/self/autogroup', String(nice))
  try {
    setNice(PRIORITY)
    // The shell that started the benchmark lives on in the same session.
    process.once('exit', () => setNice(0))
    return true
  } catch {
    return false
  }
}

/** CPU seconds that a process has used in all its threads, or null where nobody tells. */
export function cpuSecondsOf(pid: number): number | null {
  const fields = procStat(`/proc/${pid}/stat`)
    ?.replace(/^.*\) /s, '')
    .split(' ')
  if (!fields) return null
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND
}

/** Resident memory in MB, or null. */
export function rssMbOf(pid: number): number | null {
  const kb = /VmRSS:\s+(\d+)/.exec(procStat(`/proc/${pid}/status`) ?? '')?.[1]
  return kb === undefined ? null : Number(kb) / 1_024
}

/** File descriptors that a process has open, or null. */
export function descriptorsOf(pid: number): number | null {
  try {
    return readdirSync(`/proc/${pid}/fd`).length
  } catch {
    return null
  }
}

/**
 * CPU seconds used by all processes of this machine, and those the hypervisor took away. Interrupts are left out:
 * most of them are our own packets on the loopback.
 */
export function machineCpuSeconds(): { busy: number; stolen: number } | null {
  const line = procStat('/proc/stat')?.split('\n')[0]?.trim().split(/\s+/).slice(1, 9).map(Number)
  if (!line) return null
  const [user = 0, nice = 0, system = 0, , , , , steal = 0] = line
  return {
    busy: (user + nice + system) / TICKS_PER_SECOND,
    stolen: steal / TICKS_PER_SECOND,
  }
}

function procStat(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
