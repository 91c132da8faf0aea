import { relayStatus } from '../../src-main/compose/relay.ts'
import { defaultCallingRules } from '../../src-main/core/contractor.ts'
import type { ActivityEvent } from '../../src-preload/contract/account.ts'
import { type DoubleState, found, holdsOf, pageOf, problem } from './double-state.ts'
import { double } from './implemented.ts'
import { pause } from './moving-calls.ts'
import { sampleStatus } from './sample-account.ts'
import { sampleBundles, sampleFigures, samplePurchases } from './sample-money.ts'
import { sampleDays, sampleSlots } from './sample-records.ts'

const done = { ok: true as const }

export function accountPart(state: DoubleState) {
  const nowIso = () => new Date(state.now()).toISOString()
  return {
    system: {
      status: double.system.status.handler(() => {
        const { live, link } = state
        return sampleStatus(state.now(), live.open().length, relayStatus(link), holdsOf(state))
      }),
      saveKey: double.system.saveKey.handler(() => done),
      restartNotice: double.system.restartNotice.handler(() => ({ notice: state.restartNotice })),
      dismissRestartNotice: double.system.dismissRestartNotice.handler(({ input }) => {
        if (state.restartNotice?.notice_id === input.notice_id) state.restartNotice = null
        return done
      }),
    },
    contractors: {
      list: double.contractors.list.handler(() => ({ items: [state.contractor], next_cursor: null })),
      put: double.contractors.put.handler(({ input }) =>
        Object.assign(state.contractor, input, { updated_at: nowIso(), missing: [] }),
      ),
    },
    voiceConfiguration: {
      get: double.voiceConfiguration.get.handler(() => state.voice),
      put: double.voiceConfiguration.put.handler(({ input }) => Object.assign(state.voice, input)),
    },
    activity: {
      list: double.activity.list.handler(({ input }) => pageOf(state.activity, input)),
      watch: double.activity.watch.handler(async function* ({ signal }) {
        for (let minute = 1; !signal?.aborted; minute++) {
          await pause(20_000, signal)
          if (signal?.aborted || state.empty) return
          const event: ActivityEvent = {
            event_id: `activity_minute_${minute}`,
            type: 'voice_call_completed',
            at: nowIso(),
            title: 'A call ended: no answer',
            data: {},
          }
          state.activity.unshift(event)
          yield event
        }
      }),
    },
    bookings: {
      list: double.bookings.list.handler(({ input }) => {
        const { from = '', to = '9999', order } = input
        const asked = state.bookings
          .filter(({ starts_at }) => starts_at >= from && starts_at < to)
          .sort((a, b) => a.starts_at.localeCompare(b.starts_at))
        return pageOf(order === 'latest_first' ? asked.reverse() : asked, input)
      }),
      get: double.bookings.get.handler(({ input }) =>
        found(
          state.bookings.find((each) => each.booking_id === input.booking_id),
          'booking',
        ),
      ),
      calendar: double.bookings.calendar.handler(() => ({ ics: 'BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n' })),
      slots: double.bookings.slots.handler(() => ({
        items: sampleSlots(state.morningMs),
        next_cursor: null,
      })),
      reschedule: double.bookings.reschedule.handler(({ input }) => {
        const booking = found(
          state.bookings.find((each) => each.booking_id === input.booking_id),
          'booking',
        )
        const ends = new Date(Date.parse(input.starts_at) + 3_600_000).toISOString()
        return Object.assign(booking, { starts_at: input.starts_at, ends_at: ends })
      }),
      cancel: double.bookings.cancel.handler(({ input }) =>
        Object.assign(
          found(
            state.bookings.find((each) => each.booking_id === input.booking_id),
            'booking',
          ),
          { status: 'canceled' } as const,
        ),
      ),
    },
    analytics: {
      daily: double.analytics.daily.handler(({ input }) => ({
        items: state.empty ? [] : sampleDays(state.morningMs, input.days),
        next_cursor: null,
      })),
    },
    wallet: {
      get: double.wallet.get.handler(() => state.wallet),
      postings: double.wallet.postings.handler(({ input }) => pageOf(state.postings, input)),
      pause: double.wallet.pause.handler(() => Object.assign(state.wallet, { paused: true })),
      outlook: double.wallet.outlook.handler(() => ({
        spent_today_cents: 1_260,
        cents_per_hour: state.empty ? null : 540,
        runs_out_in_minutes: state.empty ? null : 1_260,
        level:
          state.wallet.available_cents < 45 ? 'empty' : state.wallet.available_cents < 300 ? 'low' : 'fine',
      })),
      autoSpend: double.wallet.autoSpend.handler(({ input }) => {
        Object.assign(state.wallet.auto_spend, input)
        return state.wallet
      }),
      resume: double.wallet.resume.handler(() => Object.assign(state.wallet, { paused: false })),
      credit: double.wallet.credit.handler(({ input }) => {
        state.wallet.balance_cents += input.amount_cents
        state.wallet.available_cents += input.amount_cents
        return state.wallet
      }),
      checkout: double.wallet.checkout.handler(() => {
        throw problem('bundles_unavailable', 'No bundles are sold here', 'This relay has no payment account.')
      }),
      figures: double.wallet.figures.handler(() => sampleFigures),
      statement: double.wallet.statement.handler(({ input }) => ({
        file_name: `ridgeline-statement-${input.month}.${input.format}`,
        file_base64: Buffer.from('at,day,kind,what,call_id,minutes,amount_cents,balance_cents\r\n').toString(
          'base64',
        ),
      })),
      bundles: double.wallet.bundles.handler(() => ({
        items: state.empty ? [] : sampleBundles,
        next_cursor: null,
      })),
      purchases: double.wallet.purchases.handler(() => ({
        items: state.empty ? [] : samplePurchases(state.morningMs),
        next_cursor: null,
      })),
    },
    approvals: {
      list: double.approvals.list.handler(({ input }) =>
        pageOf(
          state.approvals.filter(
            ({ status }) => !input.status || (status === 'waiting') === (input.status === 'waiting'),
          ),
          input,
        ),
      ),
      decide: double.approvals.decide.handler(({ input }) =>
        Object.assign(
          found(
            state.approvals.find((each) => each.approval_id === input.approval_id),
            'approval',
          ),
          {
            status: input.decision === 'approve' ? 'used' : 'declined',
            decided_at: nowIso(),
            decided_by: input.decided_by,
            approved_cents: input.amount_cents ?? null,
            decision_note: input.note ?? null,
          } as const,
        ),
      ),
    },
    compliance: {
      suppressions: double.compliance.suppressions.handler(({ input }) =>
        pageOf(
          state.suppressions.filter((each) => each.phone.includes(input.q?.replaceAll(/\D/g, '') ?? '')),
          input,
        ),
      ),
      suppress: double.compliance.suppress.handler(({ input }) => {
        const digits = input.phone.replaceAll(/\D/g, '')
        if (digits.length < 10)
          throw problem('invalid_input', 'This is not a phone number', 'Write it with its area code.')
        const added = {
          suppression_id: `suppression_${state.suppressions.length}`,
          phone: `+1${digits.slice(-10)}`,
          reason: input.reason,
          source: 'person',
          call_id: null,
          lead_id: null,
          lead_name: null,
          at: nowIso(),
        }
        state.suppressions.unshift(added)
        return added
      }),
      addConsent: double.compliance.addConsent.handler(({ input }) => ({
        ...input,
        consent_id: 'consent_new',
        imported_from: null,
      })),
      rules: double.compliance.rules.handler(() => defaultCallingRules),
      setRules: double.compliance.setRules.handler(({ input }) => ({ ...defaultCallingRules, ...input })),
      lists: double.compliance.lists.handler(() => ({ items: [], next_cursor: null })),
      evidence: double.compliance.evidence.handler(({ input }) => ({
        file_name: `evidence-${input.id}.zip`,
        zip_base64: '',
      })),
      documents: double.compliance.documents.handler(() => ({ items: [], next_cursor: null })),
    },
  }
}
