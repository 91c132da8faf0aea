import { describe, expect, it } from 'vitest'
import type { PostingView } from '../../src-preload/contract/account.ts'
import { transactionsOf } from './transactions.ts'

const moved = (id: string, reason: string, amounts: Record<string, number>): PostingView[] =>
  Object.entries(amounts).map(([account, amount_cents]) => ({
    posting_id: `${id} ${account}`,
    transaction_id: id,
    at: '2026-11-23T16:00:00Z',
    account,
    amount_cents,
    call_id: amounts.funding === undefined ? 'call' : null,
    reason,
  }))

const told = (postings: PostingView[]) =>
  transactionsOf(postings, false).map(({ what, note, changeCents, setAsideCents }) => ({
    what,
    note,
    changeCents,
    setAsideCents,
  }))

describe('movements of money in plain words', () => {
  it('call the postings of one transaction one movement', () => {
    expect(told(moved('t1', 'Minute 2', { held: -15, usage: 15 }))).toEqual([
      { what: 'Talk time', note: 'Minute 2', changeCents: -15, setAsideCents: -15 },
    ])
  })

  it('do not show money that is only set aside as spent', () => {
    expect(told(moved('t1', 'Held for a call', { wallet: -45, held: 45 }))).toEqual([
      { what: 'Set aside for a call', note: null, changeCents: 0, setAsideCents: 45 },
    ])
    expect(told(moved('t1', 'Call settled', { held: -30, wallet: 30 }))).toEqual([
      { what: 'Set aside, given back', note: null, changeCents: 0, setAsideCents: -30 },
    ])
  })

  it('tell credit, a settlement that takes and gives, and a correction apart', () => {
    const words = told([
      ...moved('t1', 'Paid by bank transfer', { funding: -5_000, wallet: 5_000 }),
      ...moved('t2', 'Call settled', { held: -45, usage: 15, wallet: 30 }),
      ...moved('t3', "Corrected to the carrier's bill", { wallet: -15, usage: 15 }),
      ...moved('t4', "Corrected to the carrier's bill", { wallet: 15, usage: -15 }),
    ])
    expect(words.map(({ what, changeCents }) => [what, changeCents])).toEqual([
      ['Credit added', 5_000],
      ['Talk time, and the rest given back', -15],
      ['Correction to your cost', -15],
      ['Money back for a call', 15],
    ])
  })

  it('wait for the rest of a transaction that the end of a page has torn', () => {
    const postings = [
      ...moved('t1', 'Minute 1', { held: -15, usage: 15 }),
      ...moved('t2', 'Minute 1', { held: -15, usage: 15 }).slice(0, 1),
    ]
    expect(transactionsOf(postings, true).map(({ transactionId }) => transactionId)).toEqual(['t1'])
  })
})
