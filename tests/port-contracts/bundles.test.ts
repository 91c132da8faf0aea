import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../cloud-relay/testing/eventually.ts'
import { type RelayUnderTest, relayUnderTest } from '../../cloud-relay/testing/relay-under-test.ts'
import { systemClock } from '../../src-main/adapters/clock/system-clock.ts'
import type { DesktopRelayLink } from '../../src-main/adapters/relay/relay-link.ts'
import { linkTo } from '../../src-main/adapters/relay/testing/link-surroundings.ts'
import { sqliteActivity } from '../../src-main/adapters/sqlite/activity-log.ts'
import { openDatabase } from '../../src-main/adapters/sqlite/database.ts'
import { sqliteLedger } from '../../src-main/adapters/sqlite/ledger.ts'
import { sqliteInbox } from '../../src-main/adapters/sqlite/relay-inbox.ts'
import { sqliteSettings } from '../../src-main/adapters/sqlite/settings.ts'
import { sqliteTransactions } from '../../src-main/adapters/sqlite/transactions.ts'
import { composeMoney, type Money } from '../../src-main/compose/money.ts'
import { Feed } from '../../src-main/core/feed.ts'
import type { Account } from '../../src-main/core/wallet/wallet.ts'
import { type Faults, faultBoard } from '../../src-main/practice/faults.ts'
import { type StripeSimulator, startStripe } from '../../src-main/practice/stripe/stripe.ts'

/** Bundles over real sockets: simulated Stripe, the real relay, the real link and the real books. */
const KEY = 'sk_test_practice'
const SECRET = 'whsec_practice_webhook_secret'
const BUNDLE = {
  bundle_id: 'm500',
  name: '500 calling minutes',
  minutes: 500,
  price_cents: 7_000,
  currency: 'usd',
}

let stripe: StripeSimulator
let relay: RelayUnderTest
let link: DesktopRelayLink
let faults: Faults
let office: ReturnType<typeof desktop>

beforeEach(async () => {
  faults = faultBoard()
  stripe = await startStripe({ port: 0, secretKey: KEY, webhookSecret: SECRET, faults })
  relay = await relayUnderTest({
    bundles: [BUNDLE],
    stripe: { webhookSecret: SECRET, secretKey: KEY, baseUrl: stripe.origin },
  })
  stripe.webhooks.urls.add(`${relay.url()}/api/webhooks/stripe`)
  office = desktop()
  await until(() => link.state().status === 'online')
})
afterEach(async () => {
  office.money.stop()
  await link.close()
  await relay.remove()
  await stripe.close()
  office.db.close()
})

function desktop() {
  const db = openDatabase(':memory:')
  link = linkTo(relay.url(), relay.pairingCode())
  const ledger = sqliteLedger(db)
  const clock = systemClock({ onError: () => {} })
  const money: Money = composeMoney({
    db,
    clock,
    ids: { next: (prefix) => `${prefix}_${randomUUID()}` },
    transactions: sqliteTransactions(db),
    ledger,
    activity: sqliteActivity(db, new Feed()),
    inbox: sqliteInbox(db),
    seller: link.minutes,
    settings: sqliteSettings(db),
    today: () => '2026-11-23',
    averageTalkMs: () => null,
    answered: () => {},
    changed: () => {},
    log: () => {},
  })
  link.onEvent((event) => money.paymentArrived(event))
  return {
    db,
    ledger,
    money,
    cents: (account: Account) => ledger.balanceCents(account),
    told: () =>
      db
        .prepare("SELECT title FROM activity_event WHERE type = 'attention_needed'")
        .pluck()
        .all() as string[],
    applied: () => db.prepare('SELECT count(*) FROM relay_inbox').pluck().get() as number,
  }
}

async function opened() {
  const purchase = await office.money.app.checkout('m500')
  const sessionId = /cs_test_[0-9a-f]+/.exec(purchase.url ?? '')?.[0] ?? ''
  return { purchase, sessionId }
}
const status = (purchaseId: string) =>
  office.money.app.purchases().find(({ purchase_id }) => purchase_id === purchaseId)?.status
const worth = () => office.cents('wallet')
const until = (holds: () => boolean) => eventually('the books came to it', holds)
const booksAreRight = () => expect(office.ledger.audit()).toBeNull()

async function bought() {
  const { purchase, sessionId } = await opened()
  stripe.pay(sessionId)
  await until(() => status(purchase.purchase_id) === 'paid')
  return { purchase, sessionId }
}

describe('a minute bundle', () => {
  it('is priced by the relay, paid at Stripe and credited when the verified event arrives', async () => {
    expect(await office.money.app.bundles()).toEqual([{ ...BUNDLE, credit_cents: 7_500 }])
    await bought()
    expect(worth()).toBe(7_500)
    expect(office.cents('funding')).toBe(-7_000)
    expect(office.cents('adjustment')).toBe(-500)
    booksAreRight()
  })

  it('is credited once, however often the event comes', async () => {
    faults.add({ vendor: 'stripe', fault: 'duplicate' })
    const { sessionId } = await bought()
    for (let i = 0; i < 4; i++) stripe.tell('checkout.session.completed', sessionId, {})
    await until(() => office.applied() >= 5)
    expect(worth()).toBe(7_500)
    booksAreRight()
  })

  it('is credited by asking when the event never comes, and once when it comes after all', async () => {
    stripe.webhooks.urls.clear()
    const { purchase, sessionId } = await opened()
    stripe.pay(sessionId)
    await office.money.lookAtUnfinished()
    expect(status(purchase.purchase_id)).toBe('paid')
    expect(worth()).toBe(7_500)
    stripe.webhooks.urls.add(`${relay.url()}/api/webhooks/stripe`)
    stripe.tell('checkout.session.completed', sessionId, {})
    await until(() => office.applied() === 1)
    expect(worth()).toBe(7_500)
  })

  it('is not credited for a forged event', async () => {
    faults.add({ vendor: 'stripe', fault: 'garbage', place: 'webhook' })
    const { purchase, sessionId } = await opened()
    stripe.pay(sessionId)
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(office.applied()).toBe(0)
    expect(status(purchase.purchase_id)).toBe('open')
    expect(worth()).toBe(0)
  })

  it('ends unpaid when the checkout expires, and is credited if the money comes all the same', async () => {
    const { purchase, sessionId } = await opened()
    stripe.expire(sessionId)
    await until(() => status(purchase.purchase_id) === 'expired')
    expect(worth()).toBe(0)
    stripe.tell('checkout.session.completed', sessionId, {
      payment_status: 'paid',
      payment_intent: 'pi_late',
    })
    await until(() => status(purchase.purchase_id) === 'paid')
    expect(worth()).toBe(7_500)
  })

  it('waits for a bank that takes its time, and is credited or not as the bank says', async () => {
    for (const paid of [true, false]) {
      const before = worth()
      const { purchase, sessionId } = await opened()
      stripe.payLater(sessionId)
      await until(() => status(purchase.purchase_id) === 'pending')
      expect(worth()).toBe(before)
      stripe.settle(sessionId, paid)
      await until(() => status(purchase.purchase_id) === (paid ? 'paid' : 'failed'))
      expect(worth()).toBe(before + (paid ? 7_500 : 0))
    }
    booksAreRight()
  })

  it.each([
    ['another amount', { amount_total: 6_999 }],
    ['another currency', { currency: 'eur' }],
    ['another kind of sale', { mode: 'subscription' }],
  ])('is not credited for %s, and a person is told', async (_what, changes) => {
    const { purchase, sessionId } = await opened()
    stripe.tell('checkout.session.completed', sessionId, {
      payment_status: 'paid',
      status: 'complete',
      ...changes,
    })
    await until(() => status(purchase.purchase_id) === 'refused')
    expect(worth()).toBe(0)
    expect(office.told().join()).toMatch(/nothing was credited/)
  })

  it.each([
    ['of the other mode', { livemode: true }, /in test mode. Nothing was credited/],
    ['that names another checkout', { id: 'cs_test_other' }, /another checkout/],
    ['for a purchase made elsewhere', { metadata: { purchase_id: 'purchase_x' } }, /does not know/],
  ])('changes nothing for a payment %s', async (_what, changes, words) => {
    const { purchase, sessionId } = await opened()
    stripe.tell('checkout.session.completed', sessionId, {
      payment_status: 'paid',
      status: 'complete',
      ...changes,
    })
    await until(() => office.applied() === 1)
    expect(status(purchase.purchase_id)).toBe('open')
    expect(worth()).toBe(0)
    expect(office.told().join()).toMatch(words)
  })

  it('leaves the wallet as it is refunded, in parts and whole, each once', async () => {
    const { sessionId } = await bought()
    stripe.refund(sessionId, 2_000)
    await until(() => worth() === 7_500 - 2_143)
    stripe.refund(sessionId)
    await until(() => worth() === 0)
    expect(office.cents('refund')).toBe(7_000)
    expect(office.cents('adjustment')).toBe(0)
    booksAreRight()
  })

  it('comes back when the refund did not go through', async () => {
    const { sessionId } = await bought()
    stripe.refund(sessionId)
    await until(() => worth() === 0)
    stripe.failRefund(sessionId)
    await until(() => worth() === 7_500)
    expect(office.cents('refund')).toBe(0)
    booksAreRight()
  })

  it('becomes a debt where its minutes were used before the refund, and the next money pays that first', async () => {
    const { sessionId } = await bought()
    office.ledger.post(
      {
        fact: 'used',
        reason: 'used',
        callId: null,
        entries: [
          { account: 'wallet', amount_cents: -7_000 },
          { account: 'usage', amount_cents: 7_000 },
        ],
      },
      1,
    )
    stripe.refund(sessionId)
    await until(() => office.cents('owed') === -7_000)
    expect(worth()).toBe(0)
    await bought()
    expect(office.cents('owed')).toBe(0)
    expect(worth()).toBe(500)
    booksAreRight()
  })

  it('ends right when the refund is told before the payment', async () => {
    faults.add({ vendor: 'stripe', fault: 'reorder' })
    const { purchase, sessionId } = await opened()
    stripe.pay(sessionId)
    stripe.refund(sessionId, 2_000)
    await until(() => status(purchase.purchase_id) === 'paid')
    await until(() => worth() === 7_500 - 2_143)
    booksAreRight()
  })

  it.each([
    ['won', 7_500],
    ['lost', 0],
  ] as const)('is frozen while the bank disputes it, and ends as that is %s', async (outcome, wallet) => {
    const { sessionId } = await bought()
    stripe.dispute(sessionId)
    await until(() => office.cents('disputed') === 7_500)
    expect(worth()).toBe(0)
    stripe.closeDispute(sessionId, outcome)
    await until(() => office.cents('disputed') === 0)
    expect(worth()).toBe(wallet)
    stripe.dispute(sessionId)
    await until(() => office.applied() === 4)
    expect(worth()).toBe(wallet)
    booksAreRight()
  })

  it('cannot be bought under a name that the relay does not sell, and nothing is kept of it', async () => {
    await expect(office.money.app.checkout('m1')).rejects.toMatchObject({ code: 'not_found' })
    expect(office.money.app.purchases()).toEqual([])
  })

  it('says so when Stripe does not do its part', async () => {
    faults.add({ vendor: 'stripe', fault: 'refuse', times: 5 })
    await expect(office.money.app.checkout('m500')).rejects.toThrow(/payment service could not be reached/)
    expect(office.money.app.purchases()).toEqual([])
  })
})
