/**
 * A planned restart. The new relay asks the running one for its folder and its port; that one stops taking anything
 * new, lets go of both, and keeps only the sound of the calls it has, until they end. One connection carries it: a line
 * each way, then words from the new relay while the old one drains.
 */
import { connect, type Socket } from 'node:net'
import { z } from 'zod'
import { unreachable } from '../unreachable.ts'
import { controlPath, onLines } from './control-socket.ts'

const HANDED_OVER_WITHIN_MS = 10_000

/** What the new relay must know of calls that have no sound yet, and of whom the old one serves. */
export const Inheritance = z.object({
  desktop_run_id: z.string(),
  desktop_device_id: z.string().nullable(),
  last_stream_id: z.int(),
  tickets: z.array(
    z.object({ hash: z.string(), call_id: z.string(), stream_id: z.int(), expires_in_ms: z.number() }),
  ),
})
export type Inheritance = z.infer<typeof Inheritance>

/** New relay to old one, after the hand-over. */
const Word = z.discriminatedUnion('word', [
  z.object({ word: z.literal('listening') }),
  z.object({ word: z.literal('drop-desktop') }),
  /** This call has its sound at the new relay. */
  z.object({ word: z.literal('release'), call_id: z.string() }),
])
type Word = z.infer<typeof Word>

export interface Leaver {
  /** Lets go of port and folder. */
  letGo(): Promise<Inheritance>
  /** The new relay takes connections: whoever is connected here may go there. */
  successorListens(): void
  /** Another computer acts now, or this one was removed. */
  dropDesktop(): void
  /** Not the old relay's call any more: it neither speaks in it nor hangs it up. */
  release(callId: string): void
}

export async function handOver(socket: Socket, leaver: Leaver): Promise<void> {
  const inheritance = await leaver.letGo()
  onLines(socket, (line) => {
    const word = Word.parse(JSON.parse(line))
    switch (word.word) {
      case 'listening':
        return leaver.successorListens()
      case 'drop-desktop':
        return leaver.dropDesktop()
      case 'release':
        return leaver.release(word.call_id)
      default:
        return unreachable(word)
    }
  })
  socket.write(`${JSON.stringify(inheritance)}\n`)
}

export interface Predecessor {
  readonly inheritance: Inheritance
  listening(): void
  dropDesktop(): void
  release(callId: string): void
}

/** `undefined` when no relay runs on that folder. */
export function takeOverFrom(dataDir: string): Promise<Predecessor | undefined> {
  const path = controlPath(dataDir)
  if (!path) return Promise.resolve(undefined)
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    const deadline = setTimeout(
      () => socket.destroy(new Error('the running relay does not let go')),
      HANDED_OVER_WITHIN_MS,
    )
    let tookOver = false
    socket.on('error', (cause) => {
      clearTimeout(deadline)
      const code = 'code' in cause ? cause.code : undefined
      if (code === 'ENOENT' || code === 'ECONNREFUSED') resolve(undefined)
      // The old relay may end at any time afterwards.
      else if (!tookOver) reject(cause)
    })
    onLines(socket, (line) => {
      clearTimeout(deadline)
      tookOver = true
      socket.unref()
      const say = (word: Word) => void (socket.writable && socket.write(`${JSON.stringify(word)}\n`))
      const inheritance = Inheritance.parse(JSON.parse(line))
      resolve({
        inheritance,
        listening: () => say({ word: 'listening' }),
        dropDesktop: () => say({ word: 'drop-desktop' }),
        release: (callId) => say({ word: 'release', call_id: callId }),
      })
    })
    socket.write(`${JSON.stringify({ command: 'hand-over' })}\n`)
  })
}
