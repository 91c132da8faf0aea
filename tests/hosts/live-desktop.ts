import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect } from 'vitest'
import type { Answer } from '../fixtures/local-api.ts'
import { setUpContractor } from '../fixtures/set-up-contractor.ts'
import { type OutsideWorld, startOutsideWorld } from './outside-world.ts'
import { eventually, type RunningHost, startHost } from './running-host.ts'
import { sampleLeads } from './sample-leads.ts'

/** What was in the wallet before the first call. */
export const CREDIT_CENTS = 10_000

export interface LiveDesktop {
  readonly outside: OutsideWorld
  /** The desktop that runs now. */
  readonly host: RunningHost
  /** Ends the desktop by that signal and starts it on the same folder. */
  startAgain(after: 'SIGKILL' | 'SIGINT'): Promise<void>
  /** Vendors fail as the practice world's control is told. */
  fault(fault: object): Promise<unknown>
  noFaults(): Promise<unknown>
  /** A campaign for one of the sample leads, by `First,Last`. */
  launch(name: string): Promise<{ campaignId: string; callId: string }>
  call(callId: string): Promise<Answer['body']>
  /** Both have spoken. */
  isLive(callId: string): Promise<void>
  hasEnded(callId: string, withinMs?: number): Promise<Answer['body']>
}

/** Live mode against vendors that stay up while the desktop is killed, cut off or let down. Called once in a test file. */
export function liveDesktop(): LiveDesktop {
  let outside: OutsideWorld
  let host: RunningHost
  const dataFolder = mkdtempSync(join(tmpdir(), 'ridgeline-live-'))
  const leads = sampleLeads()
  const start = () => startHost({ dataFolder, args: ['--live'], env: outside.environment })

  beforeAll(async () => {
    outside = await startOutsideWorld()
    host = await start()
    await setUpContractor(host, CREDIT_CENTS)
  })
  afterAll(async () => {
    await host?.stop()
    await outside?.close()
    rmSync(dataFolder, { recursive: true, force: true })
  })

  const call = (callId: string) => host.get(`/ai-voice/calls/${callId}`).then(({ body }) => body)
  return {
    get outside() {
      return outside
    },
    get host() {
      return host
    },
    async startAgain(after) {
      host.process.kill(after)
      await once(host.process, 'exit')
      host = await start()
    },
    fault: (body) =>
      fetch(`${outside.control}/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    noFaults: () => fetch(`${outside.control}/faults`, { method: 'DELETE' }),
    async launch(name) {
      await host.post('/leads/import', [leads[0], leads.find((line) => line.includes(name))].join('\n'))
      const lead = (await host.get(`/leads?q=${encodeURIComponent(name.replace(',', ' '))}`)).body.items[0]
      const contractor = (await host.get('/contractors')).body.items[0]
      const { body, status } = await host.post('/ai-voice/campaign', {
        lead_ids: [lead.lead_id],
        contractor_id: contractor.contractor_id,
      })
      expect(status, JSON.stringify(body)).toBe(201)
      expect(body.blocked).toEqual([])
      return { campaignId: body.campaign_id, callId: body.calls[0].call_id }
    },
    call,
    async isLive(callId) {
      const found = await eventually(
        () => call(callId),
        ({ status, turns }) => status === 'live' && turns.length >= 2,
        60_000,
      )
      expect(found).toMatchObject({ status: 'live' })
    },
    hasEnded: (callId, withinMs = 60_000) =>
      eventually(
        () => call(callId),
        ({ status }) => status === 'ended',
        withinMs,
      ),
  }
}
