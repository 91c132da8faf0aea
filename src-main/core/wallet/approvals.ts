import type { ActivityLog } from '../activity.ts'
import type { Clock, Ids } from '../clock.ts'
import { found, Refused } from '../refused.ts'
import { DAY_MS } from '../time.ts'
import type { Transactions } from '../transactions.ts'
import type { SpendKind } from './spend-rules.ts'

export type ApprovalKind = SpendKind | 'top_up'

/** A request for a person's word: bound to these parameters, good for one use, until it expires. */
export interface Approval {
  readonly approvalId: string
  readonly kind: ApprovalKind
  /** What it is about: a campaign, a day, a bundle. One request waits for each. */
  readonly subject: string
  readonly summary: string
  readonly amountCents: number
  readonly parameters: Record<string, unknown>
  readonly status: 'waiting' | 'approved' | 'declined' | 'expired' | 'used'
  readonly requestedAtMs: number
  readonly expiresAtMs: number
  readonly decidedAtMs: number | null
  /** What the person allowed, where it is not what was asked for. */
  readonly approvedCents: number | null
  readonly decidedBy: string | null
  readonly decisionNote: string | null
  readonly usedAtMs: number | null
}

export interface ApprovalStore {
  add(approval: Approval): void
  get(approvalId: string): Approval | null
  waiting(kind: ApprovalKind, subject: string): Approval | null
  /** Whether it was ever asked, however that ended. */
  asked(kind: ApprovalKind, subject: string): boolean
  change(
    approvalId: string,
    changes: Partial<
      Pick<Approval, 'status' | 'decidedAtMs' | 'approvedCents' | 'decidedBy' | 'decisionNote' | 'usedAtMs'>
    >,
  ): void
  /** The one use of an approval: so much more for its subject. Throws when it was used before. */
  allow(allowance: {
    approvalId: string
    kind: ApprovalKind
    subject: string
    amountCents: number
    grantedAtMs: number
    expiresAtMs: number
  }): void
  allowedCents(kind: ApprovalKind, subject: string, nowMs: number): number
  /** Waiting, or approved and not used yet. */
  open(): readonly Approval[]
}

export interface Decision {
  readonly decision: 'approve' | 'decline'
  /** Another amount than was asked for. */
  readonly amountCents?: number | undefined
  readonly by: string
  readonly note?: string | undefined
}

export interface ApprovalParts {
  readonly clock: Clock
  readonly ids: Ids
  readonly transactions: Transactions
  readonly store: ApprovalStore
  readonly activity: ActivityLog
  /** How a request ended, after the commit: what waited for it may go on, or waits for a person. */
  readonly ended: (approval: Approval, how: ApprovalEnd) => void
}

/** `withdrawn`: what was asked for is not needed any more. */
export type ApprovalEnd = 'allowed' | 'declined' | 'unanswered' | 'withdrawn'

const WAITS_MS = DAY_MS
const ALLOWANCE_LASTS_MS = 7 * DAY_MS

/** Requests for a person's word on spending: each is asked once, good for one use, and expires unanswered after a day. */
export class Approvals {
  readonly #parts: ApprovalParts
  constructor(parts: ApprovalParts) {
    this.#parts = parts
  }

  /** Asks once for each subject: the request that waits already is answered again. */
  request(asked: Pick<Approval, 'kind' | 'subject' | 'summary' | 'amountCents' | 'parameters'>): Approval {
    const { clock, ids, transactions, store, activity } = this.#parts
    const nowMs = clock.nowMs()
    return transactions.run(() => {
      this.expireDue()
      const known = store.waiting(asked.kind, asked.subject)
      if (known) return known
      const approval: Approval = {
        ...asked,
        approvalId: ids.next('approval'),
        status: 'waiting',
        requestedAtMs: nowMs,
        expiresAtMs: nowMs + WAITS_MS,
        decidedAtMs: null,
        approvedCents: null,
        decidedBy: null,
        decisionNote: null,
        usedAtMs: null,
      }
      store.add(approval)
      activity.append(
        'approval_requested',
        approval.summary,
        { approval_id: approval.approvalId, kind: approval.kind, amount_cents: approval.amountCents },
        nowMs,
      )
      return approval
    })
  }

  /** A person's word. What it allows happens in the same transaction, so that nothing stands between them. */
  decide(approvalId: string, decision: Decision): void {
    const { clock, transactions, ended } = this.#parts
    const nowMs = clock.nowMs()
    this.expireDue()
    transactions.run(() => {
      const approval = this.#open(approvalId)
      const approvedCents = decision.amountCents ?? approval.amountCents
      if (approval.kind === 'top_up' && approvedCents !== approval.amountCents)
        throw new Refused('invalid_input', 'A bundle has one price', 'Decline it, or buy another bundle.')
      this.#record(approval, approvedCents, decision, nowMs)
      const given = decision.decision === 'approve'
      if (given && approval.kind !== 'top_up') this.#use(approval, approvedCents, nowMs)
      transactions.afterCommit(() => ended(this.#get(approvalId), given ? 'allowed' : 'declined'))
    })
  }

  /** What nobody answered in time, or what was approved and not used in time. */
  expireDue(): void {
    const nowMs = this.#parts.clock.nowMs()
    this.#expire(({ expiresAtMs }) => expiresAtMs <= nowMs, 'unanswered', 'Nobody answered in time.')
  }

  /** Requests to spend that have lost their reason; what is still needed is asked for anew. */
  withdraw(isGone: (approval: Approval) => boolean, why: string): void {
    const waits = ({ kind, status }: Approval) => kind !== 'top_up' && status === 'waiting'
    this.#expire((approval) => waits(approval) && isGone(approval), 'withdrawn', why)
  }

  #expire(isOver: (approval: Approval) => boolean, how: ApprovalEnd, why: string): void {
    const { clock, transactions, store, activity, ended } = this.#parts
    transactions.run(() => {
      for (const approval of store.open().filter(isOver)) {
        const { approvalId, kind, summary, amountCents } = approval
        store.change(approvalId, { status: 'expired', decisionNote: why })
        activity.append(
          'approval_expired',
          `${why} ${summary}`,
          { approval_id: approvalId, kind, amount_cents: amountCents },
          clock.nowMs(),
        )
        transactions.afterCommit(() => ended(this.#get(approvalId), how))
      }
    })
  }

  #get(approvalId: string): Approval {
    return found(this.#parts.store.get(approvalId), 'approval', approvalId)
  }

  #open(approvalId: string): Approval {
    const approval = this.#get(approvalId)
    if (approval.status === 'waiting') return approval
    if (approval.status === 'expired')
      throw new Refused(
        'conflict',
        'This request has expired',
        'Nothing was allowed by it. What is still needed is asked for again.',
      )
    const by = approval.decidedBy ? ` by ${approval.decidedBy}` : ''
    throw new Refused('conflict', 'This was decided before', `It is ${approval.status}${by}.`)
  }

  #record(approval: Approval, approvedCents: number, { decision, by, note }: Decision, nowMs: number): void {
    const { store, activity } = this.#parts
    const { approvalId, kind, summary } = approval
    const given = decision === 'approve'
    store.change(approvalId, {
      status: given ? 'approved' : 'declined',
      decidedAtMs: nowMs,
      decidedBy: by,
      decisionNote: note ?? null,
      approvedCents: given ? approvedCents : null,
    })
    activity.append(
      given ? 'approval_given' : 'approval_declined',
      `${by} ${given ? 'approved' : 'declined'}: ${summary}`,
      { approval_id: approvalId, kind, amount_cents: approvedCents },
      nowMs,
    )
  }

  allowedCents(kind: SpendKind, subject: string): number {
    return this.#parts.store.allowedCents(kind, subject, this.#parts.clock.nowMs())
  }

  #use({ approvalId, kind, subject }: Approval, amountCents: number, nowMs: number): void {
    const { store } = this.#parts
    store.allow({
      approvalId,
      kind,
      subject,
      amountCents,
      grantedAtMs: nowMs,
      expiresAtMs: nowMs + ALLOWANCE_LASTS_MS,
    })
    store.change(approvalId, { status: 'used', usedAtMs: nowMs })
  }
}
