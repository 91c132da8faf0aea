/** Spending is paused while the real desktop dials at full speed (reliability.md B3). */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type OutsideWorld, startOutsideWorld } from '../hosts/outside-world.ts'
import { campaignOf, pause, phoneCalls, until } from './calling-desktop.ts'
import { type DesktopProcess, startDesktopProcess } from './desktop-process.ts'

const LEADS = 40
const CALLS_AT_ONCE = 20
const FUNDED_CENTS = 100_000
/** The pause comes while there is still much to dial. */
const DIALED_BEFORE = 4
const NO_DIAL_AFTER_MS = 250
/** At full speed it would dial again and again in this time, as it does before and after. */
const WATCHED_MS = 4_000

let folder: string
let outside: OutsideWorld
let desktop: DesktopProcess
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'spending-pause-'))
  outside = await startOutsideWorld({ programs: 'source' })
})
afterEach(async () => {
  await desktop.kill()
  await outside.close()
  rmSync(folder, { recursive: true, force: true })
})

async function start() {
  desktop = startDesktopProcess({ dataDir: folder, environment: outside.environment })
  const api = await desktop.api
  if (!api) throw new Error('the desktop did not start')
  return api
}
const dialTimes = async () => (await phoneCalls(outside.control)).map(({ dialed_at_ms }) => dialed_at_ms)
const callsUp = async () =>
  (await phoneCalls(outside.control)).filter(({ status }) => status !== 'ended').length

describe('a pause of all spending', () => {
  it('lets no dial out after 250 ms, lets live calls go on, and outlives a kill', async () => {
    const api = await start()
    await campaignOf(LEADS, api, { fundedCents: FUNDED_CENTS, callsAtOnce: CALLS_AT_ONCE })
    await until('it dials', async () => (await dialTimes()).length >= DIALED_BEFORE)
    const pausedAtMs = Date.now()
    expect((await api.post('/wallet/pause', {})).body).toMatchObject({ paused: true })
    await pause(WATCHED_MS)
    const dialed = await dialTimes()
    expect(dialed.length).toBeLessThan(LEADS)
    expect(Math.max(...dialed) - pausedAtMs).toBeLessThanOrEqual(NO_DIAL_AFTER_MS)
    expect(await callsUp()).toBeGreaterThan(0)

    await desktop.kill()
    const again = await start()
    expect((await again.get('/wallet')).body).toMatchObject({ paused: true })
    await pause(WATCHED_MS)
    expect(await dialTimes()).toEqual(dialed)
    const resumedAtMs = Date.now()
    await again.post('/wallet/resume', {})
    for (const { campaign_id, status } of (await again.get('/ai-voice/campaigns')).body.items)
      if (status === 'paused') await again.post(`/ai-voice/campaigns/${campaign_id}/resume`, {})
    await until('it dials again', async () => Math.max(...(await dialTimes())) > resumedAtMs)
  })

  it('ends the live calls too when told so', async () => {
    const api = await start()
    await campaignOf(LEADS, api, { fundedCents: FUNDED_CENTS, callsAtOnce: CALLS_AT_ONCE })
    await until('it dials', async () => (await dialTimes()).length >= DIALED_BEFORE)
    await api.post('/wallet/pause', { live_calls: 'end' })
    await until('every call is over', async () => (await callsUp()) === 0)
    // The news of their end is still on its way to the desktop.
    await until('nothing is held', async () => (await api.get('/wallet')).body.held_cents === 0)
    expect((await api.get('/wallet')).body).toMatchObject({ paused: true })
  })
})
