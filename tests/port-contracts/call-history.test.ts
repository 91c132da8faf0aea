import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { telnyxCallHistory } from '../../src-main/adapters/telnyx/telnyx-call-history.ts'
import { telnyxPhoneLine } from '../../src-main/adapters/telnyx/telnyx-phone-line.ts'
import type { CarrierEvent } from '../../src-main/core/call/phone-line.ts'
import { type PracticeWorld, startPracticeWorld } from '../../src-main/practice/practice-world.ts'

const CALLS = 20
let folder: string
let world: PracticeWorld
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'call-history-'))
  world = await startPracticeWorld({ cacheFolder: folder, prepareLines: false })
})
afterAll(async () => {
  await world.close()
  rmSync(folder, { recursive: true, force: true })
})

it('the carrier tells the end and the bill of twenty calls of which it delivered no webhook', async () => {
  const { apiKey, baseUrl, connectionId } = world.ready.telnyx
  const account = { apiKey, baseUrl, connectionId }
  world.faults.add({ vendor: 'telnyx', place: 'webhook', fault: 'cut', times: 1_000 })
  const line = telnyxPhoneLine(account)
  const callIds = Array.from({ length: CALLS }, (_, i) => `call_${i}`)
  for (const callId of callIds) {
    const answer = await line.dial(
      {
        callId,
        commandId: `cmd_${callId}`,
        to: '+15125550100',
        from: '+15125550199',
        displayName: 'Test Roofing',
        ringTimeoutSeconds: 25,
        timeLimitSeconds: 420,
        webhookUrl: 'http://127.0.0.1:9/webhook',
        streamUrl: 'ws://127.0.0.1:9/stream',
        streamAuthToken: 'token',
      },
      new AbortController().signal,
    )
    if (!answer.placed) throw new Error(answer.reason)
    await line.hangUp(answer.carrierCallId, `hang_${callId}`)
  }

  const history = telnyxCallHistory(account)
  const told = (news: readonly CarrierEvent[], type: CarrierEvent['type']) =>
    new Set(news.filter((event) => event.type === type).map(({ callId }) => callId))
  await expect
    .poll(async () => told(await history.newsSince(Date.now() - 60_000), 'priced').size, { timeout: 20_000 })
    .toBe(CALLS)
  expect(told(await history.newsSince(Date.now() - 60_000), 'ended')).toEqual(new Set(callIds))
})
