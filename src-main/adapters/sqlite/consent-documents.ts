import { createHash } from 'node:crypto'
import type { ConsentDocument } from '../../../src-preload/contract/compliance.ts'
import { notFound } from '../../core/refused.ts'
import type { Db } from './database.ts'
import { iso } from './reads/cursor.ts'
import { newId } from './rows.ts'

export interface ConsentDocuments {
  documentsOf(consentId: string): ConsentDocument[]
  /** Refuses where there is no such consent. The same paper twice is kept once. Answers all papers of the consent. */
  attach(consentId: string, fileName: string, content: Uint8Array, atMs: number): ConsentDocument[]
}

/** Papers that prove consent. */
export function consentDocuments(db: Db): ConsentDocuments {
  const consentExists = db.prepare('SELECT 1 FROM consent WHERE consent_id = ?').pluck()
  const add = db.prepare(
    `INSERT INTO consent_document (document_id, consent_id, file_name, sha256, content, added_at_ms) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (consent_id, sha256) DO NOTHING`,
  )
  const documents = db.prepare(
    `SELECT document_id, consent_id, file_name, length(content) AS bytes, sha256, added_at_ms FROM consent_document
     WHERE consent_id = ? ORDER BY added_at_ms, document_id`,
  )
  const documentsOf = (consentId: string): ConsentDocument[] =>
    (documents.all(consentId) as DocumentRow[]).map(({ added_at_ms, ...row }) => ({
      ...row,
      added_at: iso(added_at_ms),
    }))
  return {
    documentsOf,
    attach(consentId, fileName, content, atMs) {
      if (consentExists.get(consentId) === undefined) throw notFound('consent', consentId)
      const sha256 = createHash('sha256').update(content).digest('hex')
      add.run(newId('document'), consentId, fileName, sha256, Buffer.from(content), Math.round(atMs))
      return documentsOf(consentId)
    },
  }
}

interface DocumentRow extends Omit<ConsentDocument, 'added_at'> {
  readonly added_at_ms: number
}
