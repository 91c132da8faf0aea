import type { z } from 'zod'
import {
  type FollowUpChange,
  type FollowUpInput,
  type FollowUpListInput,
  type FollowUpView,
  type SequenceInput,
  SequenceName,
  type TextMessageListInput,
} from '../../src-preload/contract/follow-ups.ts'
import type { FollowUpReads } from '../adapters/sqlite/reads/follow-up-reads.ts'
import type { Clock } from '../core/clock.ts'
import type { FollowUpDesk, FollowUpWish } from '../core/follow-up/follow-up-desk.ts'
import type { Mailing } from '../core/follow-up/mailing.ts'
import type { TextingRegistration } from '../core/follow-up/texting-registration.ts'

export interface FollowUpAppParts {
  readonly clock: Pick<Clock, 'nowMs'>
  readonly desk: FollowUpDesk
  readonly reads: FollowUpReads
  readonly registration: Pick<TextingRegistration, 'state' | 'check'>
  readonly mailing: Pick<Mailing, 'state'>
}

/** Follow-ups as a person or a script plans, changes and does them, and what stands in the way of texts and e-mails. */
export function followUpApp({ clock, desk, reads, registration, mailing }: FollowUpAppParts) {
  const view = (followUpId: string) => reads.get(followUpId, clock.nowMs())
  const after = (followUpId: string, work: (followUpId: string) => void): FollowUpView => {
    work(followUpId)
    return view(followUpId)
  }
  return {
    list: (input: z.infer<typeof FollowUpListInput>) => reads.list(input, clock.nowMs()),
    create: (input: z.infer<typeof FollowUpInput>) => view(desk.create(wishOf(input))),
    change: ({ follow_up_id, due_at, text }: z.infer<typeof FollowUpChange>) =>
      after(follow_up_id, (id) =>
        desk.change(id, { ...(due_at && { dueAtMs: Date.parse(due_at) }), ...(text && { text }) }),
      ),
    skip: (followUpId: string) => after(followUpId, (id) => desk.skip(id)),
    now: (followUpId: string) => after(followUpId, (id) => desk.now(id)),
    done: (followUpId: string) => after(followUpId, (id) => desk.done(id)),
    sequences: () => desk.sequences(),
    setSequence: ({ name, ...changes }: z.infer<typeof SequenceInput>) => desk.setSequence(name, changes),
    texting: () => registration.state(),
    mailing: () => mailing.state(),
    checkTexting: () => registration.check(),
    texts: (input: z.infer<typeof TextMessageListInput>) => reads.texts(input),
  }
}

export type FollowUpApp = ReturnType<typeof followUpApp>

/** A reason that is the name of a sequence asks for that sequence. */
function wishOf(input: z.infer<typeof FollowUpInput>): FollowUpWish {
  const named = SequenceName.safeParse(input.reason)
  return {
    callId: input.call_id ?? null,
    leadId: input.lead_id ?? null,
    sequence: input.sequence ?? (named.success ? named.data : null),
    channel: input.channel,
    reason: input.reason,
    text: input.text ?? null,
    dueAtMs: input.due_at ? Date.parse(input.due_at) : null,
  }
}
