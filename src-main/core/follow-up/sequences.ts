import {
  type Sequence,
  type SequenceName,
  type SequenceStep,
  StopCondition,
} from '../../../src-preload/contract/follow-ups.ts'

const HOUR = 60
const DAY = 24 * HOUR
const ALL_STOPS = StopCondition.options
/** A request for no more calls or texts ends every sequence, however it is set. */
const ALWAYS: readonly StopCondition[] = ['opted_out', 'suppressed']

const call = (delay_minutes: number, window: SequenceStep['window'] = null): SequenceStep => ({
  channel: 'call',
  delay_minutes,
  window,
  subject: null,
  text: null,
})
const sms = (delay_minutes: number, text: string): SequenceStep => ({
  channel: 'sms',
  delay_minutes,
  window: null,
  subject: null,
  text,
})
const email = (delay_minutes: number, subject: string, text: string): SequenceStep => ({
  channel: 'email',
  delay_minutes,
  window: null,
  subject,
  text,
})

/** As they are until a person changes them. The attempts of a campaign come first; these begin when it has made its last. */
export const defaultSequences: Readonly<Record<SequenceName, Sequence>> = {
  no_answer: {
    name: 'no_answer',
    enabled: true,
    stop_when: ALL_STOPS,
    steps: [
      sms(
        1 * HOUR,
        'Hi {first_name}, this is {business}. We tried to reach you about the roof inspection you asked for. Reply YES and we will call you, or call us at {callback_number}.',
      ),
      call(2 * DAY, { from: '16:00', to: '19:00' }),
      email(
        1 * DAY,
        'Your roof inspection',
        'Hello {first_name},\n\nwe tried to reach you about the roof inspection you asked for. It is free and takes about an hour. Call us at {callback_number}, or reply with a time that suits you.\n\n{business}',
      ),
    ],
  },
  voicemail: {
    name: 'voicemail',
    enabled: true,
    stop_when: ALL_STOPS,
    steps: [
      sms(
        10,
        'Hi {first_name}, this is {business}. We just tried to call about the roof inspection you asked for. Reply YES and we will call you, or call us at {callback_number}.',
      ),
      call(3 * DAY, { from: '10:00', to: '13:00' }),
    ],
  },
  callback_requested: {
    name: 'callback_requested',
    enabled: true,
    stop_when: ALL_STOPS,
    steps: [
      call(0),
      sms(
        15,
        'Hi {first_name}, this is {business}. You asked us to call back and we could not reach you. Reply YES and we will try again, or call us at {callback_number}.',
      ),
      call(1 * DAY),
    ],
  },
  interested_undecided: {
    name: 'interested_undecided',
    enabled: true,
    stop_when: ALL_STOPS,
    steps: [
      sms(
        1 * DAY,
        'Hi {first_name}, this is {business}. Thank you for talking with us about your roof. The inspection is free. Reply YES and we will call you to find a time, or call {callback_number}.',
      ),
      call(3 * DAY),
      email(
        3 * DAY,
        'Your roof inspection',
        'Hello {first_name},\n\nthank you for talking with us about your roof. If you would like the free inspection, reply with a day that suits you or call {callback_number}.\n\n{business}',
      ),
    ],
  },
  booked_reminder: {
    name: 'booked_reminder',
    enabled: true,
    stop_when: ['opted_out', 'suppressed'],
    steps: [
      sms(
        1 * DAY,
        'Hi {first_name}, this is {business}. A reminder of your roof inspection on {inspection}. To move it, call {callback_number}.',
      ),
      sms(
        2 * HOUR,
        'This is {business}: our crew comes to your roof inspection on {inspection}. Call {callback_number} if anything changed.',
      ),
    ],
  },
}

/** The first of these that ends the sequence for a lead; null when it goes on. */
export const stoppedBy = (
  { stop_when }: Pick<Sequence, 'stop_when'>,
  found: readonly StopCondition[],
): StopCondition | null =>
  found.find((condition) => ALWAYS.includes(condition) || stop_when.includes(condition)) ?? null

export const STOP_WORDS: Readonly<Record<StopCondition, string>> = {
  booked: 'An inspection is booked.',
  refused: 'They turned it down, or it is the wrong number.',
  opted_out: 'They asked for no more calls.',
  answered: 'They answered.',
  suppressed: 'The number is on the do-not-call list.',
  campaign_canceled: 'The campaign was canceled.',
}

export const SEQUENCE_WORDS: Readonly<Record<SequenceName, string>> = {
  no_answer: 'Nobody answered',
  voicemail: 'A voicemail answered',
  callback_requested: 'They asked to be called back',
  interested_undecided: 'Interested, but undecided',
  booked_reminder: 'Reminder of the inspection',
}

/** When a step is due: so long after what came before it, or so long before the inspection that it reminds of. */
export const dueAtMs = (
  { delay_minutes }: SequenceStep,
  afterMs: number,
  inspectionAtMs: number | null,
): number =>
  inspectionAtMs === null ? afterMs + delay_minutes * 60_000 : inspectionAtMs - delay_minutes * 60_000
