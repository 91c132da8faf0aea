import { afterEach, beforeEach, expect, it } from 'vitest'
import { type LeadsUnderTest, leadsUnderTest } from '../../../tests/leads/leads-under-test.ts'
import { BATCH_ROWS } from './import-run.ts'

const TUESDAY_MORNING = Date.UTC(2026, 10, 24, 16, 30)
const ROWS = 100_000
const BLOCKS_OF_OTHERS = 20

let subject: LeadsUnderTest
beforeEach(() => {
  subject = leadsUnderTest(TUESDAY_MORNING)
})
afterEach(() => subject.close())

it('imports 100,000 leads with consent while everything else goes on', { timeout: 300_000 }, async () => {
  const { import_id } = await subject.imports.begin('crm.csv', 'leads')
  for (let from = 0; from < ROWS; from += 5_000)
    await subject.imports.append(import_id, Buffer.from(rows(from, from + 5_000)))
  global.gc?.()
  const before = process.memoryUsage().rss
  let mostRss = 0
  const blocksMs: number[] = []
  let lastTurnMs = workedMs()
  const pulse = setInterval(() => {
    blocksMs.push(workedMs() - lastTurnMs)
    lastTurnMs = workedMs()
    mostRss = Math.max(mostRss, process.memoryUsage().rss)
  }, 5)
  const startedMs = workedMs()
  let imported = 0
  for await (const event of subject.imports.run(import_id))
    if (event.type === 'done') imported = event.result.imported
  const tookMs = workedMs() - startedMs
  clearInterval(pulse)

  expect(imported).toBe(ROWS)
  expect(tookMs).toBeLessThan(60_000)
  expect(mostRss - before).toBeLessThan(300 * 2 ** 20)
  // The longest few may be the garbage collector's. A batch that was written in one go would be one of many such blocks.
  const [longestMs = 0] = blocksMs.sort((a, b) => b - a).slice(BLOCKS_OF_OTHERS)
  const batchMs = tookMs / (ROWS / BATCH_ROWS)
  expect(longestMs).toBeLessThan(0.65 * batchMs)

  const page = await timed(200, () => subject.reads.list({ limit: 50, sort: 'score' }))
  expect(page).toMatchObject({ total: ROWS })
  const found = await timed(400, () => subject.reads.list({ limit: 50, sort: 'name', q: 'person 777' }))
  expect(found.total).toBe(111)
  const callable = await subject.reads.ids({ callable: 'yes' })
  expect(callable).toHaveLength(ROWS)
  const leads = callable.slice(0, 2_000).flatMap((id) => subject.leads.get(id) ?? [])
  await timed(leads.length * 0.5, async () =>
    leads.map((lead) => subject.gate.permission(lead, TUESDAY_MORNING)),
  )
  const atNight = TUESDAY_MORNING + 12 * 3_600_000
  await timed(leads.length * 0.5, async () => leads.map((lead) => subject.gate.permission(lead, atNight)))
})

/** Milliseconds that this thread has worked: what others take of a busy machine is not among them. */
function workedMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1_000
}

/** Bounds are several times what is measured. */
async function timed<T>(boundMs: number, work: () => Promise<T>): Promise<T> {
  const startedMs = workedMs()
  const result = await work()
  expect(workedMs() - startedMs).toBeLessThan(boundMs)
  return result
}

function rows(from: number, to: number): string {
  const lines = from === 0 ? [HEADER] : []
  for (let i = from; i < to; i++) {
    const phone = `(${['512', '214', '713', '405', '913'][i % 5]}) ${200 + (Math.floor(i / 10_000) % 700)}-${String(i % 10_000).padStart(4, '0')}`
    lines.push(
      `${i},Person,${i},${phone},p${i}@example.com,${i} Oak Bend Dr,Austin,TX,78745,30.2${i % 10_000},-97.7${i % 10_000},${i % 30},Architectural shingle,"2,400 sq ft",2026-05-14,"1.75""",yes,yes,2026-11-10T15:00:00Z,web,"By submitting I agree that Summit Ridge Roofing LLC may call and text me at ${phone} about roofing, including marketing calls that use an automatic dialing system or an artificial or A.I.-generated voice.",Summit Ridge Roofing LLC,https://summitridge.example/free,203.0.113.20,Person ${i}`,
    )
  }
  return `${lines.join('\r\n')}\r\n`
}
const HEADER =
  'Record ID,First Name,Last Name,Phone,Email,Address,City,State,Zip,Latitude,Longitude,Roof Age,Roof Material,Roof Sq Ft,Last Hail Date,Hail Size (in),Owner Occupied,consent_ai_calls,consent_captured_at,consent_channel,consent_text,consent_seller,consent_page_url,consent_ip,consent_signature'
