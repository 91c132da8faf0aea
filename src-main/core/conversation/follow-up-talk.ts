import type { SequenceName } from '../../../src-preload/contract/follow-ups.ts'

/** What a call that follows up on something goes back to. */
export interface FollowUpTalk {
  /** Null for one that a person planned. */
  readonly sequence: SequenceName | null
  readonly reason: string
  /** What came of the call before, in a sentence or two; null when there was none. */
  readonly lastCall: string | null
}

/** What a call is about beside its script. */
export interface TalkAbout {
  /** The inspection that stands, as it is spoken. */
  readonly inspection: string | null
  readonly followUp: FollowUpTalk | null
}

/** The personal sentence of a call about an inspection that stands, at a time as it is spoken. */
export const inspectionOpening = (inspection: string): string =>
  `It is about your roof inspection on ${inspection}.`

/** The personal sentence after the disclosure, where the reason for the call is theirs; else null. */
export function followUpOpening(followUp: FollowUpTalk | null): string | null {
  switch (followUp?.sequence) {
    case 'callback_requested':
      return 'You asked me to call you back about your roof. Is now a good time?'
    case 'interested_undecided':
      return 'We spoke about your roof the other day, and I wanted to hear what you think about the free inspection.'
    default:
      return null
  }
}

/** What this moment of such a talk is for, in place of the script's questions; null where the script goes on. */
export function guidanceAbout({ inspection, followUp }: TalkAbout): string | null {
  if (inspection !== null)
    return `Ask only whether the inspection on ${inspection} still suits them. If it does, thank them and end the call with booked. Another time: find_inspection_slots, then reschedule_inspection. To cancel: ask first, then cancel_inspection.`
  switch (followUp?.sequence) {
    case 'callback_requested':
      return 'They asked for this call. Answer what they wanted to know, ask no question of the script twice, then call find_inspection_slots and offer two times.'
    case 'interested_undecided':
      return 'You have spoken before: do not start over. Ask what still keeps them from the free inspection, answer it in one sentence, then call find_inspection_slots and offer two times.'
    default:
      return null
  }
}
