import { type EvidenceBundle, excerptsOf } from '../../core/compliance/evidence-bundle.ts'
import { packEvidence } from './evidence-zip.ts'

export interface ExportParts {
  readonly bundle: (id: string) => EvidenceBundle
  readonly document: (consentId: string, sha256: string) => Uint8Array
  /** The whole recording as a WAV file; null when it is gone. */
  readonly wav: (fileName: string) => Promise<Uint8Array | null>
}

const WAV_HEADER_BYTES = 44
/** Two sides of 16 bits, 8,000 times a second. */
const BYTES_PER_MS = 32

/** Everything on record about a call or a lead, packed with audio and papers. */
export async function exportEvidence(
  id: string,
  { bundle: read, document, wav }: ExportParts,
): Promise<{ fileName: string; zip: Uint8Array }> {
  const bundle = read(id)
  const files: Record<string, Uint8Array> = {}
  for (const { call, turns, recordingFile } of bundle.calls) {
    const recording = recordingFile && (await wav(recordingFile))
    if (!recording) continue
    const durationMs = (recording.length - WAV_HEADER_BYTES) / BYTES_PER_MS
    for (const { fromMs, toMs } of excerptsOf(turns, durationMs))
      files[`audio/${call.call_id}-${Math.round(fromMs / 1_000)}s.wav`] = cut(recording, fromMs, toMs)
  }
  for (const { consent_id, sha256, file_name } of bundle.documents)
    files[`documents/${sha256.slice(0, 12)}-${file_name.replace(/[^\w.-]+/g, '_')}`] = document(
      consent_id,
      sha256,
    )
  return { fileName: `evidence-${id}.zip`, zip: await packEvidence(bundle, files) }
}

function cut(wav: Uint8Array, fromMs: number, toMs: number): Uint8Array {
  const start = WAV_HEADER_BYTES + Math.round(fromMs) * BYTES_PER_MS
  const data = wav.subarray(start, WAV_HEADER_BYTES + Math.round(toMs) * BYTES_PER_MS)
  const piece = Buffer.concat([wav.subarray(0, WAV_HEADER_BYTES), data])
  piece.writeUInt32LE(36 + data.length, 4)
  piece.writeUInt32LE(data.length, 40)
  return piece
}
