import { afterEach } from 'vitest'
import type { CarrierEvent, DialAnswer, DialRequest } from '../../src-main/core/call/phone-line.ts'
import { credit, type Ledger } from '../../src-main/core/wallet/wallet.ts'
import { VirtualClock } from '../../src-main/rehearsal/virtual-clock.ts'
import { storeWithCalls } from '../fixtures/store-with-calls.ts'
import { dialingProgram, type ProgramParts } from './dialing-program.ts'

const open: (() => void)[] = []
afterEach(() => {
  for (const close of open.splice(0)) close()
})

export interface World extends Omit<ProgramParts, 'db' | 'clock'> {
  readonly calls?: number
  readonly cents?: number
}

/** The dialer and everything behind it for real; only the vendors and the gate are played. */
export function world({ calls: count = 1, cents = 10_000, ...more }: World) {
  const { db, callIds } = storeWithCalls(count)
  open.push(() => db.close())
  const clock = new VirtualClock()
  const program = dialingProgram({ db, clock, ...more })
  open.push(() => program.recovery.stop())
  open.push(() => void program.followUps.stop())
  if (cents > 0) credit(program.ledger, 'money', cents, 'test', 0)
  return { ...program, clock, callIds, run: (ms: number) => clock.run(ms) }
}

export const placed = async (request: DialRequest): Promise<DialAnswer> => ({
  placed: true,
  carrierCallId: `v3:${request.callId}`,
})

export const news = {
  initiated: (callId: string): CarrierEvent => ({ type: 'initiated', ...about(callId) }),
  answered: (callId: string, occurredAtMs: number | null = null): CarrierEvent => ({
    type: 'answered',
    ...about(callId),
    occurredAtMs,
  }),
  ended: (callId: string, more: Partial<Extract<CarrierEvent, { type: 'ended' }>> = {}): CarrierEvent => ({
    type: 'ended',
    ...about(callId),
    startedAtMs: null,
    endedAtMs: null,
    cause: 'talked',
    endedBy: 'homeowner',
    detail: '',
    ...more,
  }),
  priced: (callId: string, billedSeconds: number): CarrierEvent => ({
    type: 'priced',
    ...about(callId),
    billedSeconds,
    totalCost: '0.02',
  }),
}
const about = (callId: string) => ({ callId, carrierCallId: `v3:${callId}`, occurredAtMs: null })

/** Given back for faults of ours: in these calls the agent's voice makes no sound, and its silence is one. */
export const creditedCents = ({ ledger }: { ledger: Ledger }): number => 0 - ledger.balanceCents('adjustment')

/** An answered call with its audio. */
export async function talking(more: Partial<World> = {}) {
  const w = world({ dial: placed, ...more })
  w.dialer.start()
  await w.run(100)
  const callId = w.callIds[0]!
  w.dialer.carrierSaid(news.answered(callId))
  w.streams
    .get(callId)
    ?.streamStarted({ callControlId: `v3:${callId}`, encoding: 'PCMU', sampleRateHz: 8_000 })
  return { ...w, callId }
}
