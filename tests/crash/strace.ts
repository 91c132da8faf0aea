/** The system's own tracer: it kills a program at a chosen system call, fails that call, or writes down every one. */
import { spawnSync } from 'node:child_process'

/** What makes a write durable or changes which files there are. */
export const DURABILITY_CALLS = ['pwrite64', 'fsync', 'fdatasync', 'ftruncate', 'unlink', 'rename'] as const
export type DurabilityCall = (typeof DURABILITY_CALLS)[number]
/** `write`: what goes to sockets, logs and other files as well. */
export type KillCall = DurabilityCall | 'write'

/** Why nothing can be traced here, or `null` when it can. */
export function whyNoStrace(): string | null {
  if (process.platform !== 'linux') return 'strace exists on Linux only'
  const { error, status, stderr } = spawnSync('strace', [...FAST_TRACER, '-o', '/dev/null', 'true'], {
    encoding: 'utf8',
  })
  if (error) return 'strace is not installed'
  if (status !== 0) return `strace may not trace here: ${stderr.trim().split('\n').at(-1)}`
  return null
}

const TRACER = ['-f', '-qq']
// Only the calls that are asked for stop the program; all others run at full speed. A signal is not given this way.
const FAST_TRACER = [...TRACER, '--seccomp-bpf']

/** Kills the program as it enters its `occurrence`-th such call. The count is kept for each thread. */
export const killAt = (call: KillCall, occurrence: number): string[] => [
  'strace',
  ...TRACER,
  ...['-o', '/dev/null', '-e', `trace=${call}`],
  ...['-e', `inject=${call}:signal=KILL:when=${occurrence}`],
]

/** Every such call from the `occurrence`-th on fails; with `lasting: false` only that one does. */
export const failAt = (
  call: DurabilityCall,
  error: 'ENOSPC' | 'EIO',
  occurrence: number,
  { lasting }: { lasting: boolean },
): string[] => [
  'strace',
  ...FAST_TRACER,
  ...['-o', '/dev/null', '-e', `trace=${call}`],
  ...['-e', `inject=${call}:error=${error}:when=${occurrence}${lasting ? '+' : ''}`],
]

/** Writes down each such call, a line for each. */
export const countTo = (call: KillCall, file: string): string[] => [
  'strace',
  ...FAST_TRACER,
  ...['-s', '0', '-o', file, '-e', `trace=${call}`],
]

const WHOLE_WRITES = 1_100_000

/** Writes down what went to the disk and to sockets, with every byte of it. */
export const logTo = (file: string): string[] => [
  'strace',
  ...FAST_TRACER,
  ...['-yy', '-xx', '-s', String(WHOLE_WRITES), '-o', file],
  ...['-e', `trace=${[...DURABILITY_CALLS, 'write', 'writev'].join(',')}`],
]
