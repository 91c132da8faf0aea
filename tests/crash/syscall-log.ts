/** Reads a tracer's log: what went to the disk, when it was made durable, and which answers left in between. */
import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { FrameType } from '../../cloud-relay/wire/frame.ts'
import { linkFramesIn } from './link-frames.ts'

export type DiskStep =
  | { readonly do: 'write'; readonly file: string; readonly offset: number; readonly bytes: Buffer }
  | { readonly do: 'truncate'; readonly file: string; readonly size: number }
  | { readonly do: 'sync'; readonly file: string }
  | { readonly do: 'sync-names' }
  | { readonly do: 'unlink'; readonly file: string }
  | { readonly do: 'rename'; readonly file: string; readonly to: string }

export type Step =
  | DiskStep
  /** The program said that it is ready. */
  | { readonly do: 'ready' }
  /** A 2xx left for the client at that port. */
  | { readonly do: 'answer'; readonly clientPort: number }
  /** A desktop told its relay that it has committed every event up to this one. */
  | { readonly do: 'acknowledge'; readonly upToSeq: number }

/** Steps that concern `dataDir`, in order. Files are named within it. */
export function readSyscallLog(logFile: string, dataDir: string): Step[] {
  const appended = new Map<string, number>()
  const steps: Step[] = []
  for (const call of wholeCalls(readFileSync(logFile, 'latin1'))) {
    const step = stepOf(call, dataDir, appended)
    if (step) steps.push(step)
  }
  return steps
}

interface Call {
  readonly name: string
  readonly args: string
}

/** A call that another thread interrupted stands in two lines. */
function* wholeCalls(log: string): Generator<Call> {
  const unfinished = new Map<string, string>()
  for (const line of log.split('\n')) {
    const [, thread = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? []
    const resumed = /^<\.\.\. (\w+) resumed>(.*)$/.exec(rest)
    if (rest.endsWith(' <unfinished ...>')) {
      unfinished.set(thread, rest.slice(0, -' <unfinished ...>'.length))
      continue
    }
    const whole = resumed ? `${unfinished.get(thread) ?? ''}${resumed[2]}` : rest
    const [, name, args] = /^(\w+)\((.*)\)\s+= \d+$/.exec(whole) ?? []
    if (name && args) yield { name, args }
  }
}

function stepOf({ name, args }: Call, dataDir: string, appended: Map<string, number>): Step | undefined {
  if (name === 'unlink' || name === 'rename') {
    const [file = '', to = ''] = stringsIn(args).map(String)
    if (dirname(file) !== dataDir) return undefined
    return name === 'unlink'
      ? { do: 'unlink', file: basename(file) }
      : { do: 'rename', file: basename(file), to: basename(to) }
  }
  // A comma ends it, or nothing does: the name of a socket has an arrow in it.
  const target = text(/^\d+<(.*?)>(?:,|$)/.exec(args)?.[1] ?? '')
  if (name === 'write' || name === 'writev') {
    const bytes = Buffer.concat(stringsIn(args))
    if (dirname(target) !== dataDir) return saidTo(target, bytes)
    const offset = appended.get(target) ?? 0
    appended.set(target, offset + bytes.length)
    return { do: 'write', file: basename(target), offset, bytes }
  }
  if (target === dataDir) return { do: 'sync-names' }
  return dirname(target) === dataDir ? changeTo(basename(target), name, args) : undefined
}

function changeTo(file: string, name: string, args: string): DiskStep | undefined {
  const lastNumber = Number(/(\d+)$/.exec(args)?.[1])
  switch (name) {
    case 'pwrite64':
      return { do: 'write', file, offset: lastNumber, bytes: Buffer.concat(stringsIn(args)) }
    case 'ftruncate':
      return { do: 'truncate', file, size: lastNumber }
    case 'fsync':
    case 'fdatasync':
      return { do: 'sync', file }
    default:
      return undefined
  }
}

function saidTo(target: string, bytes: Buffer): Step | undefined {
  const said = bytes.toString('latin1', 0, 16)
  if (said.startsWith('{"ready":true')) return { do: 'ready' }
  const acknowledgement = linkFramesIn(bytes).findLast(({ type }) => type === FrameType.ack)
  if (acknowledgement) return { do: 'acknowledge', upToSeq: acknowledgement.number }
  if (!said.startsWith('HTTP/1.1 2')) return undefined
  // A socket is named by both of its ends.
  const clientPort = Number(/->.*:(\d+)\]$/.exec(target)?.[1])
  return { do: 'answer', clientPort }
}

const stringsIn = (args: string): Buffer[] =>
  [...args.matchAll(/"([^"]*)"/g)].map(([, hex = '']) => bytesOf(hex))
const bytesOf = (hex: string): Buffer => Buffer.from(hex.replaceAll('\\x', ''), 'hex')
const text = (hex: string): string => (hex.startsWith('\\x') ? bytesOf(hex).toString() : hex)
