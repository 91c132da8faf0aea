import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sampleJobsCsv } from './sample-jobs.ts'
import { sampleHomeowners, sampleLeadsCsv, sampleSuppressionsCsv } from './sample-leads.ts'

/** `node src-main/practice/sample/write-sample-files.ts [YYYY-MM-DD]`: writes `resources/practice` as of that day. */
const SHIPPED_DAY = '2026-11-23'

const today = process.argv[2] ?? SHIPPED_DAY
const folder = join(import.meta.dirname, '..', '..', '..', 'resources', 'practice')
mkdirSync(folder, { recursive: true })
writeFileSync(join(folder, 'leads.csv'), sampleLeadsCsv(today))
writeFileSync(join(folder, 'suppressions.csv'), sampleSuppressionsCsv(today))
writeFileSync(join(folder, 'neighborhood-jobs.csv'), sampleJobsCsv(today))
writeFileSync(join(folder, 'homeowners.json'), `${JSON.stringify(sampleHomeowners(), null, 2)}\n`)
