import type { DeskAct } from '../../../src-preload/contract/calls.ts'
import type { CallEvidence, EvidenceBundle, KeptDecision } from '../../core/compliance/evidence-bundle.ts'
import { drawPages, type Pages } from '../pdf/draw-pages.ts'

const MOST_DECISIONS = 40

/** The page for a person: who was called, on what ground, what was decided and why, what was said. */
export function evidencePage(bundle: EvidenceBundle, hash: (text: string) => string): Promise<Uint8Array> {
  // The day of the export stands in the file; without this the page would also hold the second it was drawn.
  return drawPages(`Evidence ${bundle.subject.id}`, Date.parse(bundle.exportedAt), (pages) => {
    const { heading, title, line } = pages
    heading(`Evidence: ${bundle.subject.kind} ${bundle.subject.id}`)
    line(
      `Exported ${bundle.exportedAt}. Times are UTC. The whole record is in evidence.json beside this page.`,
    )
    title('Who')
    line(`${bundle.lead.name}, ${bundle.lead.phone}`)
    line(
      [bundle.lead.street, bundle.lead.city, bundle.lead.state, bundle.lead.zip].filter(Boolean).join(', '),
    )
    title('Consent on file')
    if (bundle.consents.length === 0) line('None.')
    for (const consent of bundle.consents) {
      line(
        `${at(consent.captured_at_ms)} by ${consent.channel}, to ${consent.seller}; A.I. calls: ${yes(consent.covers_ai_calls)}, texts: ${yes(consent.covers_texts)}. Signed: ${consent.signature ?? consent.ip ?? consent.page_url ?? 'no'}`,
      )
      line(`"${consent.text_shown}"`)
    }
    for (const { file_name, sha256 } of bundle.documents) line(`Document ${file_name}, SHA-256 ${sha256}`)
    title('Do not call')
    if (bundle.suppressions.length === 0) line('Not on the list.')
    for (const { at_ms, reason, source } of bundle.suppressions)
      line(`Since ${at(at_ms)}: ${reason} (${source})`)
    title('Decisions')
    for (const decision of bundle.decisions.slice(-MOST_DECISIONS)) line(decisionWords(decision))
    if (bundle.decisions.length > MOST_DECISIONS)
      line(`${bundle.decisions.length - MOST_DECISIONS} earlier decisions are in evidence.json.`)
    line(`Chain of the account: ${bundle.chain.decisions} decisions, head ${bundle.chain.head || 'none'}`)
    for (const each of bundle.calls) writeCall(each, pages)
    title('Check')
    line(`SHA-256 of the record: ${hash(JSON.stringify(bundle))}`)
    line('npm run evidence -- verify FILE tells whether any bit of the export was changed.')
  })
}

function writeCall(each: CallEvidence, { title, line }: Pages): void {
  title(`Call ${each.call.call_id}`)
  line(callWords(each))
  const said = each.turns.map(({ speaker, said_by, started_at_ms, heard_text, text }) => ({
    atMs: started_at_ms,
    words: `${whoSaid(speaker, said_by)}: ${heard_text || text}`,
  }))
  const done = each.deskActs.map(({ at_ms, action, text }) => ({
    atMs: at_ms,
    words: `The contractor ${ACTS[action]}${text ? `: ${text}` : '.'}`,
  }))
  for (const { atMs, words } of [...said, ...done].sort((a, b) => a.atMs - b.atMs))
    line(`${seconds(atMs)}  ${words}`)
}

const whoSaid = (speaker: string, saidBy: string | null): string => {
  if (speaker === 'homeowner') return 'Homeowner'
  return saidBy === 'desk' ? 'Contractor' : 'Agent'
}

const ACTS: Record<DeskAct['action'], string> = {
  took_over: 'took the call over',
  handed_back: 'handed the call back to the agent',
  whispered: 'gave the agent a hint, which the homeowner did not hear',
  muted: 'muted the agent',
  unmuted: 'let the agent speak again',
  not_said: 'wanted a line said, which was not said',
}

function decisionWords(decision: KeptDecision): string {
  const reasons = (JSON.parse(decision.reasons) as { message: string }[]).map(({ message }) => message)
  const moment = decision.moment === 'dial' ? 'before the dial' : 'when queued'
  const verdict = decision.allowed ? 'allowed' : `not allowed: ${reasons.join(' ')}`
  return `No. ${decision.decision_no}, ${at(decision.at_ms)}, ${moment}, rules ${decision.rules_version}: ${verdict} [${decision.hash.slice(0, 16)}]`
}

const callWords = ({ call }: CallEvidence): string =>
  `To ${call.phone}; ${call.started_at_ms ? `dialed ${at(call.started_at_ms)}` : 'never dialed'}${call.answered_at_ms ? `, answered ${at(call.answered_at_ms)}` : ''}${call.ended_at_ms ? `, ended ${at(call.ended_at_ms)}` : ''}; outcome ${call.outcome ?? 'none yet'}. ${call.end_reason ?? ''}`

const at = (ms: unknown): string =>
  typeof ms === 'number' ? new Date(ms).toISOString().replace('.000', '') : 'unknown'
const yes = (flag: unknown): string => (flag === 1 ? 'yes' : 'no')
const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`
