import type {
  FollowUpChannel,
  FollowUpView,
  SequenceName,
  StopCondition,
} from '../../src-preload/contract/follow-ups.ts'

export const SEQUENCES: Readonly<Record<SequenceName, { title: string; begins: string }>> = {
  no_answer: {
    title: 'Nobody answered',
    begins: 'When a campaign has made its last attempt and nobody answered',
  },
  voicemail: {
    title: 'Voicemail',
    begins: 'When the last attempt of a campaign reached a voicemail or a call screener',
  },
  callback_requested: { title: 'Callback', begins: 'When somebody asks to be called, in a call or by text' },
  interested_undecided: {
    title: 'Undecided',
    begins: 'When a call ended without a decision and the summary says that they are interested',
  },
  booked_reminder: { title: 'Reminder', begins: 'When an inspection is booked, and anew when it is moved' },
}

export const STOPS: Readonly<Record<StopCondition, string>> = {
  booked: 'They book an inspection',
  refused: 'They turn it down, or it is the wrong number',
  answered: 'They answer a call or a text',
  campaign_canceled: 'The campaign is canceled',
  opted_out: 'They ask for no more calls',
  suppressed: 'Their number is on the do-not-call list',
}
/** These hold whatever is chosen. */
export const ALWAYS_STOP: readonly StopCondition[] = ['opted_out', 'suppressed']

export const CHANNELS: Readonly<Record<FollowUpChannel, string>> = {
  call: 'Call',
  sms: 'Text',
  email: 'Email',
}

/** "Step 2 of 3 of Nobody answered"; planned by hand has no sequence. */
export function whereFrom({
  sequence,
  step,
  steps,
}: Pick<FollowUpView, 'sequence' | 'step' | 'steps'>): string {
  if (sequence === null) return 'Planned by hand'
  return `${SEQUENCES[sequence].title}, step ${step} of ${steps}`
}

type Step = Pick<FollowUpView, 'channel' | 'lead_name' | 'sequence' | 'step' | 'steps'>

/** "Text to Ann Reyes (Nobody answered, step 2 of 3)". */
const stepTo = (step: Step): string =>
  `${CHANNELS[step.channel]} to ${step.lead_name} (${whereFrom(step).replace(/^P/, 'p')})`

/** What comes after a step that is done or skipped; of one that was planned by hand there is nothing to say. */
function whatFollows({ sequence, step, steps }: Step): string {
  if (sequence === null || step === null || steps === null) return ''
  return step < steps ? ' The next step follows.' : ' It was the last step.'
}

export type Deed = 'now' | 'done' | 'skip'

/** Asked before a step is settled, with the homeowner and the step: its row moves away under the pointer afterwards. */
export function askedBefore(deed: Deed, step: Step): { question: string; consequence: string } {
  const questions = {
    now: step.channel === 'call' ? 'Call now?' : 'Send it now?',
    done: 'Was it done?',
    skip: 'Skip this step?',
  }
  return { question: questions[deed], consequence: `${stepTo(step)}.` }
}

const BEGUN = { call: 'is in line', sms: 'is being sent', email: 'is being sent' } as const

/** Said once a step is settled or begun. */
export function toldAfter(deed: Deed, step: Step): string {
  if (deed === 'now') return `${CHANNELS[step.channel]} to ${step.lead_name} ${BEGUN[step.channel]}.`
  return `${deed === 'done' ? 'Marked as done' : 'Skipped'}: ${stepTo(step)}.${whatFollows(step)}`
}

/** When it stands in the list: at the hour it was really done, which a person may have brought forward, else when it is due. */
export const listedAt = ({ acted_at, due_at }: Pick<FollowUpView, 'acted_at' | 'due_at'>): string =>
  acted_at ?? due_at

/** What the carrier or the mail server said, word for word and quoted as theirs; null when it said nothing. */
export const quotedVendor = ({
  channel,
  vendor_words,
}: Pick<FollowUpView, 'channel' | 'vendor_words'>): string | null =>
  vendor_words === null
    ? null
    : `In the words of the ${channel === 'email' ? 'mail server' : 'phone carrier'}: “${vendor_words}”`

/** An e-mail as a draft in the person's own mail program; nothing is sent by opening it. */
export function mailDraft({
  email,
  subject,
  text,
}: Pick<FollowUpView, 'email' | 'subject' | 'text'>): string {
  const query = new URLSearchParams({ subject: subject ?? '', body: text ?? '' })
  // Mail programs take a plus sign for itself.
  return `mailto:${encodeURIComponent(email ?? '')}?${query.toString().replaceAll('+', '%20')}`
}

const UNITS = [
  { minutes: 24 * 60, one: 'day' },
  { minutes: 60, one: 'hour' },
  { minutes: 1, one: 'minute' },
] as const

/** A text as it reads while its places are not filled in: `{first_name}` as "[first name]". */
export const templateWords = (text: string): string =>
  text.replaceAll(/\{(\w+)\}/g, (_place, name: string) => `[${name.replaceAll('_', ' ')}]`)

/** 2880 is "2 days", 90 is "90 minutes". */
export function delayWords(minutes: number): string {
  if (minutes === 0) return 'at once'
  const unit = UNITS.find((each) => minutes % each.minutes === 0) ?? UNITS[2]
  const count = minutes / unit.minutes
  return `${count} ${unit.one}${count === 1 ? '' : 's'}`
}
