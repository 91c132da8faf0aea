import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { type Verified, verifyDecisions, verifyEvidence } from '../adapters/evidence/evidence-zip.ts'
import { exportEvidence } from '../adapters/evidence/export-evidence.ts'
import { readRecordingWav } from '../adapters/files/recording-file.ts'
import type { Db } from '../adapters/sqlite/database.ts'
import { evidenceReads } from '../adapters/sqlite/reads/evidence-reads.ts'
import { messageOf } from '../core/message-of.ts'
import { Refused } from '../core/refused.ts'
import { defaultDataFolder } from './arguments.ts'

const USAGE =
  'npm run evidence -- CALL_ID|LEAD_ID [--data-dir DIR] [--out FILE], npm run evidence -- verify FILE, or npm run evidence -- verify [--data-dir DIR] for the whole chain'

/** A wish that cannot be met, in one sentence. */
class WrongWish extends Error {}

/** `npm run evidence`: exit code 0 when written or intact, 1 when something was changed, 2 when asked wrongly. */
async function main(args: readonly string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'data-dir': { type: 'string' }, out: { type: 'string' } },
  })
  const [wish, file] = positionals
  if (wish === undefined) throw new WrongWish(`Name a call or a lead: ${USAGE}`)
  const folders = ['live', 'practice'].map((mode) =>
    join(resolve(values['data-dir'] ?? defaultDataFolder(process.env)), mode),
  )
  if (wish === 'verify' && file !== undefined) return told(verifyEvidence(await readFile(file)), file)
  if (wish === 'verify') return verifyChains(folders)
  for (const folder of folders) {
    const written = await write(folder, wish, values.out)
    if (written === null) continue
    console.log(written)
    return 0
  }
  throw new WrongWish(`There is no call and no lead "${wish}" in ${folders.join(' or ')}.`)
}

async function write(folder: string, id: string, out: string | undefined): Promise<string | null> {
  const db = open(folder)
  if (!db) return null
  try {
    const reads = evidenceReads(db)
    const { fileName, zip } = await exportEvidence(id, {
      bundle: (wanted) => reads.bundle(wanted, Date.now()),
      document: reads.document,
      wav: (name) => readRecordingWav(join(folder, 'recordings'), name),
    })
    const path = resolve(out ?? fileName)
    await writeFile(path, zip, { mode: 0o600 })
    return path
  } catch (error) {
    if (error instanceof Refused && error.code === 'not_found') return null
    throw error
  } finally {
    db.close()
  }
}

function verifyChains(folders: readonly string[]): number {
  const codes = folders.map((folder) => {
    const db = open(folder)
    if (!db) return null
    try {
      return told(verifyDecisions(evidenceReads(db).decisions(), true), folder)
    } finally {
      db.close()
    }
  })
  const known = codes.filter((code) => code !== null)
  if (known.length === 0) throw new WrongWish(`There is nothing on record in ${folders.join(' or ')}.`)
  return Math.max(...known)
}

function told({ faults, decisions, otherRules }: Verified, where: string): number {
  for (const fault of faults.slice(0, 20)) console.log(`${where}: ${fault}`)
  const older = otherRules > 0 ? `, ${otherRules} of them by earlier rules, which are not made again` : ''
  if (faults.length === 0)
    console.log(`${where}: intact; ${decisions} decisions hash and come out as they were stored${older}.`)
  return faults.length === 0 ? 0 : 1
}

/** Only to read. While Ridgeline runs, its folder is its own: there the button of the call or lead does the same. */
function open(folder: string): Db | null {
  const path = join(folder, 'ridgeline.db')
  if (!existsSync(path)) return null
  const db = new Database(path, { readonly: true })
  try {
    db.pragma('schema_version')
    return db
  } catch (error) {
    db.close()
    if (error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY'))
      throw new WrongWish(
        'Ridgeline is using this data folder. Close it, or export from the page of the call or lead.',
      )
    throw error
  }
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  console.error(messageOf(error))
  process.exitCode = 2
}
