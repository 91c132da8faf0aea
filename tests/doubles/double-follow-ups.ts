import { defaultSequences } from '../../src-main/core/follow-up/sequences.ts'
import type { FollowUpView, Sequence } from '../../src-preload/contract/follow-ups.ts'
import { type DoubleState, found, pageOf } from './double-state.ts'
import { double } from './implemented.ts'
import { sampleLead } from './sample-leads.ts'

const OPEN: readonly string[] = ['due', 'waiting', 'acting', 'needs_review']

export function followUpsPart(state: DoubleState) {
  const nowIso = () => new Date(state.now()).toISOString()
  const sequences = new Map<string, Sequence>(Object.entries(defaultSequences))
  const one = (id: string) =>
    found(
      state.followUps.find((each) => each.follow_up_id === id),
      'follow-up',
    )
  const settle = (id: string, status: FollowUpView['status'], reason: string) =>
    Object.assign(one(id), { status, status_reason: reason, acted_at: nowIso() })
  const texting = () => ({
    registration: 'active' as const,
    checked_at: nowIso(),
    blocked_because: null,
  })
  return {
    followUps: {
      list: double.followUps.list.handler(({ input }) =>
        pageOf(
          state.followUps.filter(({ status }) => OPEN.includes(status) === (input.show === 'open')),
          input,
        ),
      ),
      create: double.followUps.create.handler(({ input }) => {
        const lead = sampleLead(1, state.morningMs)
        const followUp: FollowUpView = {
          follow_up_id: `follow_up_${state.followUps.length}`,
          lead_id: lead.lead_id,
          lead_name: lead.name,
          phone: lead.phone,
          email: lead.email,
          call_id: input.call_id ?? null,
          channel: input.channel,
          reason: input.reason,
          due_at: input.due_at ?? nowIso(),
          status: 'waiting',
          status_reason: null,
          sequence: input.sequence ?? null,
          step: input.sequence ? 1 : null,
          steps: input.sequence ? 3 : null,
          automatic: input.channel !== 'email',
          subject: null,
          text: input.text ?? null,
          acted_call_id: null,
          acted_at: null,
          vendor_words: null,
          created_at: nowIso(),
        }
        state.followUps.push(followUp)
        return followUp
      }),
      change: double.followUps.change.handler(({ input: { follow_up_id, ...changes } }) =>
        Object.assign(one(follow_up_id), changes),
      ),
      skip: double.followUps.skip.handler(({ input }) =>
        settle(input.follow_up_id, 'skipped', 'Skipped by a person.'),
      ),
      now: double.followUps.now.handler(({ input }) =>
        settle(input.follow_up_id, 'acting', 'The call is in line.'),
      ),
      done: double.followUps.done.handler(({ input }) =>
        settle(input.follow_up_id, 'done', 'Done by a person.'),
      ),
      sequences: double.followUps.sequences.handler(() => ({
        items: [...sequences.values()],
        next_cursor: null,
      })),
      setSequence: double.followUps.setSequence.handler(({ input }) => {
        const changed = { ...found(sequences.get(input.name), 'sequence'), ...input }
        sequences.set(input.name, changed)
        return changed
      }),
      texting: double.followUps.texting.handler(texting),
      mailing: double.followUps.mailing.handler(() => ({
        sent_by: 'person' as const,
        server: null,
        from: null,
        blocked_because: null,
      })),
      checkTexting: double.followUps.checkTexting.handler(texting),
      texts: double.followUps.texts.handler(() => ({ items: [], next_cursor: null })),
    },
  }
}
