import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { readyLine } from '../../../src-main/hosts/ready-line.ts'
import { Line, type ReplyPlan } from './line.ts'
import { onSystemCore } from './machine.ts'
import { answerPhone } from './outside/phone.ts'
import { nameOf } from './spoken-serial.ts'
import type { Stage } from './stage.ts'

/** The reference engine on the system's core, with the same outside as the system under test. */
export interface Reference {
  /** A phone that has just been answered by it. */
  call(plan: ReplyPlan): Promise<Line>
  close(): void
}

/** Far above the numbers of those whom the desktop calls. */
const FIRST_SERIAL = 200_000
const CONNECTED_AFTER_MS = 300

export async function startReference(stage: Stage): Promise<Reference> {
  const [program, args] = onSystemCore(process.execPath, [join(import.meta.dirname, 'reference-engine.ts')])
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH ?? '',
      DEEPGRAM_BASE_URL: stage.vendors.deepgram,
      ANTHROPIC_BASE_URL: stage.vendors.anthropic,
      ELEVENLABS_BASE_URL: stage.vendors.elevenlabs,
    },
  })
  if (child.pid !== undefined) stage.ownPids.add(child.pid)
  const kill = () => void child.kill()
  process.once('exit', kill)
  const { url } = (await readyLine(child, 'reference engine')) as { url: string }
  let serial = FIRST_SERIAL
  return {
    async call(plan) {
      const line = new Line(++serial, plan)
      stage.switchboard.lines.set(line.serial, line)
      line.phone = await answerPhone(
        {
          line,
          callControlId: 'reference',
          clientState: null,
          url: `${url}/?name=${nameOf(line.serial)}`,
          authToken: null,
          phaseMs: 0,
          impairment: null,
          closed: () => {},
        },
        stage.timer,
        stage.switchboard,
      )
      await stage.timer.until(stage.timer.nowMs() + CONNECTED_AFTER_MS)
      return line
    },
    close() {
      process.off('exit', kill)
      kill()
    },
  }
}
