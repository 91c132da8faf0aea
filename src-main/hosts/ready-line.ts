import { createInterface } from 'node:readline'

const READY_WITHIN_MS = 30_000

/** What a node child process and a utility process have in common. */
interface StartingProcess {
  readonly stdout: NodeJS.ReadableStream | null
  once(event: 'exit', listener: (code: number | null) => void): unknown
}

interface Watching {
  /** Its time is over. Called before the promise rejects. */
  readonly tooLate?: () => void
  /** What it complained of last. */
  readonly lastWords?: () => string
}

/**
 * The first line of a starting relay or practice world, parsed. Rejects when it ends, stays mute for 30 s
 * or says something else.
 */
export function readyLine(
  child: StartingProcess,
  name: string,
  { tooLate = () => {}, lastWords = () => '' }: Watching = {},
): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const fail = (what: string) => reject(new Error(`The ${name} ${what} ${lastWords()}`.trimEnd()))
    const timer = setTimeout(() => {
      tooLate()
      fail('did not start in time.')
    }, READY_WITHIN_MS)
    child.once('exit', (code) => {
      clearTimeout(timer)
      fail(`could not start (exit code ${code}).`)
    })
    if (!child.stdout) return fail('cannot be heard.')
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
