import { exportEvidence } from '../adapters/evidence/export-evidence.ts'
import type { RecordingFolder } from '../adapters/files/recording-folder.ts'
import type { Db } from '../adapters/sqlite/database.ts'
import { evidenceReads } from '../adapters/sqlite/reads/evidence-reads.ts'
import type { Clock } from '../core/clock.ts'

/** The button's export; `npm run evidence` makes the same file from a closed folder. */
export function composeEvidence(db: Db, clock: Clock, recordings: Pick<RecordingFolder, 'wav'>) {
  const reads = evidenceReads(db)
  return (id: string) =>
    exportEvidence(id, {
      bundle: (wanted) => reads.bundle(wanted, clock.nowMs()),
      document: reads.document,
      wav: recordings.wav,
    })
}
