import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { telnyxCallHistory } from '../../src-main/adapters/telnyx/telnyx-call-history.ts'
import { telnyxPhoneLine } from '../../src-main/adapters/telnyx/telnyx-phone-line.ts'
import type { CarrierEvent, PhoneLine } from '../../src-main/core/call/phone-line.ts'
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

async function dialed(line: PhoneLine, callId: string): Promise<string> {
  const request = {
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
  }
  const answer = await line.dial(request, new AbortController().signal)
  if (!answer.placed) throw new Error(answer.reason)
  return answer.carrierCallId
}

const told = (news: readonly CarrierEvent[], type: CarrierEvent['type']) =>
  new Set(news.filter((event) => event.type === type).map(({ callId }) => callId))

it('the carrier tells the end and the bill of twenty calls of which it delivered no webhook', async () => {
  const { apiKey, baseUrl, connectionId } = world.ready.telnyx
  const account = { apiKey, baseUrl, connectionId }
  world.faults.add({ vendor: 'telnyx', place: 'webhook', fault: 'cut', times: 1_000 })
  const line = telnyxPhoneLine(account)
  const callIds = Array.from({ length: CALLS }, (_, i) => `call_${i}`)
  for (const callId of callIds) await line.hangUp(await dialed(line, callId), `hang_${callId}`)

  const history = telnyxCallHistory(account)
  await expect
    .poll(async () => told(await history.newsSince(Date.now() - 60_000), 'priced').size, { timeout: 20_000 })
    .toBe(CALLS)
  expect(told(await history.newsSince(Date.now() - 60_000), 'ended')).toEqual(new Set(callIds))
})

it.each(['closed', 'killed'])(
  'a carrier whose world was %s in mid-call tells the end and the bill of that call when it is started again',
  async (how) => {
    const [records, known] = [join(folder, `${how}.jsonl`), join(folder, `${how}-known.jsonl`)]
    const start = (carrierRecordsFile: string) =>
      startPracticeWorld({ cacheFolder: folder, prepareLines: false, carrierRecordsFile })
    const first = await start(records)
    await dialed(telnyxPhoneLine(first.ready.telnyx), 'call_cut')
    const answered = () => telnyxCallHistory(first.ready.telnyx).newsSince(0)
    await expect.poll(async () => told(await answered(), 'answered').size, { timeout: 20_000 }).toBe(1)
    // What a kill leaves is what stands in the file before the close.
    if (how === 'killed') copyFileSync(records, known)
    await first.close()
    if (how === 'closed') copyFileSync(records, known)
    for (let time = 0; time < 2; time++) {
      const second = await start(known)
      const news = await telnyxCallHistory(second.ready.telnyx).newsSince(0)
      await second.close()
      const heard = news.filter(({ type }) => ['answered', 'ended', 'priced'].includes(type))
      expect(heard.map(({ type }) => type)).toEqual(['answered', 'ended', 'priced'])
      expect(heard.every(({ callId }) => callId === 'call_cut')).toBe(true)
      expect(heard.at(-1)).toMatchObject({ billedSeconds: 60 })
    }
  },
)
