import { performance } from 'node:perf_hooks'
import { leadsUnderTest } from '../leads/leads-under-test.ts'
import type { Report } from './report.ts'

const ROWS = 100_000

/** 100,000 leads with consent into SQLite with synchronous=FULL, and how long the loop was kept from anything else. */
export async function leadImport(): Promise<Report> {
  const subject = leadsUnderTest(Date.UTC(2026, 10, 24, 16, 30))
  try {
    const { import_id } = await subject.imports.begin('crm.csv', 'leads')
    await subject.imports.append(import_id, Buffer.from(csv()))
    const blocks: number[] = []
    let lastMs = performance.now()
    const pulse = setInterval(() => {
      blocks.push(performance.now() - lastMs - 5)
      lastMs = performance.now()
    }, 5)
    const rssBefore = process.memoryUsage().rss
    const startedMs = performance.now()
    let imported = 0
    for await (const event of subject.imports.run(import_id))
      if (event.type === 'done') imported = event.result.imported
    const seconds = (performance.now() - startedMs) / 1_000
    clearInterval(pulse)
    if (imported !== ROWS) throw new Error(`${imported} of ${ROWS} leads were imported`)
    blocks.sort((a, b) => a - b)
    return {
      benchmark: 'lead-import',
      figures: {
        import_s: seconds,
        loop_block_p99_ms: blocks[Math.floor(blocks.length * 0.99)] ?? 0,
        loop_block_max_ms: blocks.at(-1) ?? 0,
        extra_rss_mb: (process.memoryUsage().rss - rssBefore) / 2 ** 20,
      },
      aims: { import_s: 10, loop_block_max_ms: 50, extra_rss_mb: 200 },
      method: `${ROWS} rows through the import service into a real database in a temporary folder; a 5 ms timer in the same process measures how long it was late.`,
    }
  } finally {
    subject.close()
  }
}

function csv(): string {
  const lines = [
    'Name,Phone,Address,City,State,Zip,Roof Age,consent_ai_calls,consent_captured_at,consent_channel,consent_text,consent_seller,consent_signature',
  ]
  for (let i = 0; i < ROWS; i++) {
    const phone = `+1512${String(2_000_000 + i)}`
    lines.push(
      `Person ${i},${phone},${i} Oak Street,Austin,TX,78745,${i % 30},yes,2026-11-10T12:00:00Z,web,I agree to A.I. calls,Summit Ridge Roofing LLC,Person ${i}`,
    )
  }
  return lines.join('\n')
}
