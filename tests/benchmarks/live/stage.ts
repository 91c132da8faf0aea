import { performance } from 'node:perf_hooks'
import { Line, type ReplyPlan, Switchboard } from './line.ts'
import { type Carrier, startCarrier } from './outside/carrier.ts'
import { startModel } from './outside/model.ts'
import type { Impairment } from './outside/phone.ts'
import { startRecogniser } from './outside/recogniser.ts'
import { startVoice } from './outside/voice.ts'
import { type PreciseTimer, preciseTimer } from './precise-timer.ts'
import { type SystemUnderTest, serialOfPhone, startSystem, type VendorOrigins } from './system.ts'

const ANSWERED_WITHIN_MS = 60_000
const ENDED_WITHIN_MS = 20_000
const LOOK_MS = 20

/** The outside and the system under test, ready for calls. */
export interface Stage {
  readonly timer: PreciseTimer
  readonly switchboard: Switchboard
  readonly system: SystemUnderTest
  readonly vendors: VendorOrigins
  /** Programs of the benchmark besides driver and system. */
  readonly ownPids: Set<number>
  readonly carrier: Carrier
  /** Calls so many homeowners at once and resolves when all have picked up. */
  callHomeowners(count: number, plan: ReplyPlan): Promise<Line[]>
  /** As `callHomeowners`, without waiting: each line is handed over as it is answered. */
  launch(count: number, plan: ReplyPlan, answered: (line: Line) => void): Promise<void>
  /** Homeowners hang up; resolves when the desktop has no call left. */
  hangUp(lines: readonly Line[]): Promise<void>
  /** Those who have not been called yet will not be. */
  cancelCampaigns(): Promise<void>
  close(): Promise<void>
}

export interface StageOptions {
  readonly maxConcurrentCalls: number
  readonly impairment?: Impairment
  readonly inspect?: boolean
  /** Fills the desktop's data folder before its first start. */
  readonly prepare?: (databaseFile: string) => void
}

export async function openStage(options: StageOptions): Promise<Stage> {
  const timer = preciseTimer()
  const switchboard = new Switchboard()
  const answered = new Map<Line, (line: Line) => void>()
  let lastSerial = 0
  const carrier = await startCarrier({
    timer,
    switchboard,
    lineOf: (phone) => switchboard.line(serialOfPhone(phone)),
    answered: (line) => answered.get(line)?.(line),
    ended: (line) => answered.delete(line),
    ...(options.impairment && { impairment: options.impairment }),
  })
  const recogniser = await startRecogniser(timer, switchboard)
  const model = await startModel(timer, switchboard)
  const voice = await startVoice(timer, switchboard)
  const outside = [carrier, recogniser, model, voice]
  const closeOutside = async () => {
    timer.stop()
    await Promise.all(outside.map((vendor) => vendor.close()))
  }
  const vendors: VendorOrigins = {
    telnyx: carrier,
    deepgram: recogniser.origin,
    anthropic: model.origin,
    elevenlabs: voice.origin,
  }
  let system: SystemUnderTest
  try {
    system = await startSystem(vendors, options)
  } catch (error) {
    await closeOutside()
    throw error
  }

  async function launch(count: number, plan: ReplyPlan, onAnswer: (line: Line) => void): Promise<void> {
    const serials = Array.from({ length: count }, () => ++lastSerial)
    for (const serial of serials) {
      const line = new Line(serial, plan)
      switchboard.lines.set(serial, line)
      answered.set(line, onAnswer)
    }
    await system.call(serials)
  }

  return {
    timer,
    switchboard,
    system,
    vendors,
    ownPids: new Set(),
    carrier,
    launch,
    async callHomeowners(count, plan) {
      const lines: Line[] = []
      await launch(count, plan, (line) => lines.push(line))
      await eventually(() => lines.length === count, ANSWERED_WITHIN_MS, `${count} calls to be answered`)
      return lines
    },
    async hangUp(lines) {
      for (const line of lines) carrier.hangUp(line)
      const isQuiet = async () => {
        const { items } = (await system.get('/ai-voice/calls?status=live&limit=1')) as { items: unknown[] }
        return items.length === 0
      }
      await eventually(() => carrier.upCount === 0, ENDED_WITHIN_MS, 'the carrier to end the calls')
      await eventually(isQuiet, ENDED_WITHIN_MS, 'the desktop to end the calls')
    },
    async cancelCampaigns() {
      const page = (await system.get('/ai-voice/campaigns?limit=100')) as {
        items: { campaign_id: string; status: string }[]
      }
      for (const { campaign_id, status } of page.items)
        if (status === 'running') await system.post(`/ai-voice/campaigns/${campaign_id}/cancel`, {})
    },
    async close() {
      await system.close()
      await closeOutside()
    },
  }
}

/** Looks until it is so. Throws when it does not come to be in time. */
export async function eventually(
  isSo: () => boolean | Promise<boolean>,
  withinMs: number,
  what: string,
): Promise<void> {
  const untilMs = performance.now() + withinMs
  while (!(await isSo())) {
    if (performance.now() > untilMs) throw new Error(`waited ${withinMs} ms in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
  }
}
