import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { CENTS_PER_MINUTE } from '../../src-main/core/wallet/rates.ts'
import { eventually, type RunningHost, startHost } from './running-host.ts'
import { sampleLeads } from './sample-leads.ts'

/** The practice world ends with the desktop and knows nothing of its Vapi calls when both are started again. */
const dataFolder = mkdtempSync(join(tmpdir(), 'ridgeline-forgotten-'))
let host: RunningHost

beforeAll(async () => {
  host = await startHost({ dataFolder })
  await host.post('/leads/import', sampleLeads().join('\n'))
  await fetch(`${host.practiceControl}/settings`, {
    method: 'PATCH',
    body: JSON.stringify({ vapi: { speed: 4 } }),
  })
})
afterAll(async () => {
  await host?.stop()
  rmSync(dataFolder, { recursive: true, force: true })
})

interface Posting {
  readonly account: string
  readonly amount_cents: number
}

it('a call that Vapi has forgotten when Ridgeline starts again ends as cut off, is paid once, and is not made again', async () => {
  const before = (await host.get('/wallet')).body.balance_cents
  const [leads, contractors] = await Promise.all([
    host.get('/leads?q=Dana%20Fernwick'),
    host.get('/contractors'),
  ])
  const launched = await host.post('/ai-voice/campaign', {
    lead_ids: [leads.body.items[0].lead_id],
    contractor_id: contractors.body.items[0].contractor_id,
    engine: 'vapi',
  })
  const callId = launched.body.calls[0].call_id
  const call = async () => (await host.get(`/ai-voice/calls/${callId}`)).body
  const talked = await eventually(call, ({ turns }) => turns?.length >= 2, 60_000)
  expect(talked).toMatchObject({ status: 'live', engine: 'vapi' })
  host.process.kill('SIGKILL')
  await once(host.process, 'exit')

  host = await startHost({ dataFolder })
  const ended = await eventually(call, ({ status }) => status === 'ended', 60_000)
  expect(ended).toMatchObject({
    status: 'ended',
    outcome: 'failed',
    end_reason: 'Ridgeline was closed during the call, or lost it.',
    cost_cents: CENTS_PER_MINUTE,
  })
  expect(ended.turns.length).toBeGreaterThanOrEqual(2)
  const { body: wallet } = await host.get('/wallet')
  expect(wallet.held_cents).toBe(0)
  expect(wallet.balance_cents).toBe(before - CENTS_PER_MINUTE)
  const { body: postings } = await host.get(`/wallet/postings?call_id=${callId}&limit=200`)
  const used = postings.items.filter(({ account }: Posting) => account === 'usage')
  expect(used.reduce((sum: number, { amount_cents }: Posting) => sum + amount_cents, 0)).toBe(
    CENTS_PER_MINUTE,
  )
  expect((await host.get('/ai-voice/calls')).body.items).toHaveLength(1)
})
