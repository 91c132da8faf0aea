import { createHash } from 'node:crypto'
import { strToU8, unzipSync, zipSync } from 'fflate'
import { z } from 'zod'
import { decideAgain } from '../../core/compliance/decide-again.ts'
import {
  decisionText,
  type EvidenceBundle,
  type KeptDecision,
} from '../../core/compliance/evidence-bundle.ts'
import { messageOf } from '../../core/message-of.ts'
import { evidencePage } from './evidence-page.ts'

const MANIFEST = 'manifest.json'
const Manifest = z.object({
  format: z.literal('ridgeline-evidence-1'),
  files: z.record(z.string(), z.string()),
  seal: z.string(),
})

/** Files of an export, by name: the audio and the papers are added to what the bundle itself gives. */
export type EvidenceFiles = Readonly<Record<string, Uint8Array>>

/**
 * One ZIP: everything as JSON, a page to read and print, audio and papers, and a manifest with the hash of each file and
 * of itself. Nothing is compressed and no time of packing is written, so that the same files always make the same bytes.
 */
export async function packEvidence(bundle: EvidenceBundle, attachments: EvidenceFiles): Promise<Uint8Array> {
  const files: Record<string, Uint8Array> = {
    'evidence.json': strToU8(`${JSON.stringify(bundle, null, 2)}\n`),
    'evidence.pdf': await evidencePage(bundle, sha256),
    ...attachments,
  }
  const hashes = Object.fromEntries(names(files).map((name) => [name, sha256(files[name] as Uint8Array)]))
  const manifest = { format: 'ridgeline-evidence-1' as const, files: hashes, seal: sealOf(hashes) }
  return zipped({ ...files, [MANIFEST]: strToU8(`${JSON.stringify(manifest, null, 2)}\n`) })
}

export interface Verified {
  /** Empty when all is as it was exported. */
  readonly faults: string[]
  readonly decisions: number
  /** Made by an earlier version of the rules: their hash stands, they cannot be made again here. */
  readonly otherRules: number
}

/** Whether an export is bit by bit what was packed, and whether each decision in it comes out the same when made again. */
export function verifyEvidence(bytes: Uint8Array): Verified {
  try {
    const files = unzipSync(bytes)
    const { [MANIFEST]: manifestBytes, ...rest } = files
    if (!manifestBytes) return broken('the manifest is missing')
    const manifest = Manifest.parse(JSON.parse(new TextDecoder().decode(manifestBytes)))
    const faults = [
      manifest.seal !== sealOf(manifest.files) && 'the manifest does not fit its own seal',
      ...names(rest).map((name) => manifest.files[name] === undefined && `${name} is not in the manifest`),
      ...names(manifest.files).map((name) => {
        const file = rest[name]
        if (!file) return `${name} is missing`
        return sha256(file) !== manifest.files[name] && `${name} was changed`
      }),
      // Whatever lies between the files is covered by packing them again.
      !sameBytes(zipped(files), bytes) && 'the file is not byte for byte as it was packed',
    ].filter((fault): fault is string => fault !== false)
    const json = rest['evidence.json']
    if (faults.length > 0 || !json) return { faults, decisions: 0, otherRules: 0 }
    const bundle = JSON.parse(new TextDecoder().decode(json)) as EvidenceBundle
    return verifyDecisions(bundle.decisions)
  } catch (error) {
    return broken(`it cannot be read: ${messageOf(error)}`)
  }
}

/** Each decision against its own hash and its own inputs. `isWhole`: they are the whole chain, without a gap. */
export function verifyDecisions(decisions: Iterable<KeptDecision>, isWhole = false): Verified {
  const faults: string[] = []
  let count = 0
  let otherRules = 0
  let previous = '0'.repeat(64)
  for (const decision of decisions) {
    count++
    const name = `decision ${decision.decision_no} (${decision.decision_id})`
    if (sha256(decision.previous_hash + decisionText(decision)) !== decision.hash)
      faults.push(`${name} was changed`)
    if (isWhole && (decision.previous_hash !== previous || decision.decision_no !== count))
      faults.push(`${name} does not follow the one before it`)
    previous = decision.hash
    const again = decideAgain({
      allowed: decision.allowed === 1,
      reasons: decision.reasons,
      inputs: decision.inputs,
      rulesVersion: decision.rules_version,
    })
    if (again === 'other-rules') otherRules++
    if (again === 'differs') faults.push(`${name} does not come out the same when it is made again`)
  }
  return { faults, decisions: count, otherRules }
}

const broken = (fault: string): Verified => ({ faults: [fault], decisions: 0, otherRules: 0 })
const names = (files: object): string[] => Object.keys(files).sort()
const sha256 = (bytes: Uint8Array | string): string => createHash('sha256').update(bytes).digest('hex')
const sealOf = (hashes: Readonly<Record<string, string>>): string =>
  sha256(
    names(hashes)
      .map((name) => `${hashes[name]}  ${name}\n`)
      .join(''),
  )
const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.from(a).equals(b)

/** A ZIP knows no time before 1980, and one is always written: the same for every file of every export. */
const PACKED_AT = new Date(1980, 0, 2)
const zipped = (files: EvidenceFiles): Uint8Array =>
  zipSync(Object.fromEntries(names(files).map((name) => [name, files[name] as Uint8Array])), {
    level: 0,
    mtime: PACKED_AT,
  })
