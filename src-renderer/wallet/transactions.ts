import type { PostingView } from '../../src-preload/contract/account.ts'

/** What one movement of money means to the owner, whose money is in `wallet` and, set aside for calls, in `held`. */
export interface Transaction {
  transactionId: string
  at: string
  callId: string | null
  /** In plain words, e.g. "Talk time". */
  what: string
  /** The reason kept with the postings, where it adds something. */
  note: string | null
  /** By how much the owner's money (free and set aside) changed, in cents. Zero when it only changed its place. */
  changeCents: number
  /** Set aside for a call when above zero, given back when below, in cents. */
  setAsideCents: number
  postings: PostingView[]
}

/**
 * Postings, newest first, as the transactions they belong to, in the same order. The last one may be torn by the end
 * of a page: while more is to come it is left out.
 */
export function transactionsOf(postings: PostingView[], moreToCome: boolean): Transaction[] {
  const whole = [...Map.groupBy(postings, (posting) => posting.transaction_id).values()]
  if (moreToCome) whole.pop()
  return whole.flatMap((ofOne) => {
    const [first] = ofOne
    return first ? [transactionOf(first, ofOne)] : []
  })
}

function transactionOf(first: PostingView, postings: PostingView[]): Transaction {
  const sumOf = (account: string) =>
    postings
      .filter((posting) => posting.account === account)
      .reduce((sum, posting) => sum + posting.amount_cents, 0)
  const moved = {
    wallet: sumOf('wallet'),
    held: sumOf('held'),
    usage: sumOf('usage'),
    funding: sumOf('funding'),
  }
  const { transaction_id, at, call_id, reason } = first
  return {
    transactionId: transaction_id,
    at,
    callId: call_id,
    ...wordsOf(moved, reason),
    changeCents: moved.wallet + moved.held,
    setAsideCents: moved.held,
    postings,
  }
}

interface Moved {
  wallet: number
  held: number
  usage: number
  funding: number
}

/** Told from where the money went, so that a reworded reason does not change what a transaction is. */
function wordsOf(
  { wallet, held, usage, funding }: Moved,
  reason: string,
): Pick<Transaction, 'what' | 'note'> {
  if (funding < 0) return { what: 'Credit added', note: reason }
  if (funding > 0) return { what: 'Credit taken out', note: reason }
  if (usage > 0 && held < 0)
    return { what: wallet > 0 ? 'Talk time, and the rest given back' : 'Talk time', note: reason }
  if (usage !== 0)
    return { what: usage > 0 ? 'Correction to your cost' : 'Money back for a call', note: reason }
  if (held > 0) return { what: 'Set aside for a call', note: null }
  if (held < 0) return { what: 'Set aside, given back', note: null }
  return { what: reason, note: null }
}
