import { type UtilityProcess, utilityProcess } from 'electron'
import type { CoreQuestion } from '../core-messages.ts'
import { programEntry } from '../program-entry.ts'
import { readyLine } from '../ready-line.ts'
import { childEnvironment } from './child-environment.ts'

/** The relay and the practice world, as utility processes: only the main process can start those. */
export interface SidePrograms {
  launch(order: LaunchOrder): Promise<{ programId: string; ready: unknown }>
  stop(programId: string): Promise<void>
  /** The core that ordered them is gone. */
  stopAll(): Promise<void>
}
type LaunchOrder = Extract<CoreQuestion, { do: 'launch' }>

const STOP_WITHIN_MS = 5_000

export function sidePrograms(
  root: string,
  ended: (program: { programId: string; name: string }) => void,
): SidePrograms {
  const running = new Map<string, UtilityProcess>()
  let lastId = 0

  async function stop(programId: string): Promise<void> {
    const child = running.get(programId)
    running.delete(programId)
    if (child) await ending(child)
  }

  return {
    async launch({ name, args, variables }) {
      const child = utilityProcess.fork(programEntry(root, name), stdinFree(name, args), {
        serviceName: `Ridgeline ${name}`,
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...childEnvironment(process.env), ...variables },
      })
      lastId += 1
      const programId = `${name}-${lastId}`
      running.set(programId, child)
      try {
        const ready = await readyLine(child, name)
        child.once('exit', () => running.delete(programId) && ended({ programId, name }))
        return { programId, ready }
      } catch (error) {
        await stop(programId)
        throw error
      }
    },
    stop,
    async stopAll() {
      await Promise.all([...running.keys()].map(stop))
    },
  }
}

/** A utility process has no standard input whose end could tell that we are gone; Chromium ends it with us. */
function stdinFree(name: LaunchOrder['name'], args: readonly string[]): string[] {
  return name === 'practice' ? [...args, '--stay'] : args.filter((arg) => arg !== '--exit-with-parent')
}

function ending(child: UtilityProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.pid === undefined) return resolve()
    const timer = setTimeout(resolve, STOP_WITHIN_MS)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill()
  })
}
