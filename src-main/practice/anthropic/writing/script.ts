import type { MessagesRequest } from '../messages-request.ts'
import { promptText, taggedJson } from '../messages-request.ts'
import type { Known } from './fill-schema.ts'
import { spokenServices } from './spoken-services.ts'

/** A call script for this contractor and campaign, from the facts in the prompt and no others. */
export function scriptFields(request: MessagesRequest): Known {
  const prompt = promptText(request)
  const contractor = taggedJson<Record<string, unknown>>(prompt, 'contractor') ?? {}
  const campaign = taggedJson<Record<string, unknown>>(prompt, 'campaign') ?? {}
  const company = textOf(contractor.display_name) ?? textOf(contractor.legal_name) ?? 'the company'
  const services = listOf(contractor.services)
  const campaignName = textOf(campaign.campaign_name) ?? textOf(campaign.name)
  const fields: Readonly<Record<string, unknown>> = {
    purpose: `Follow up on the free roof inspection that the homeowner asked ${company} for, and find a time for it${campaignName ? ` (${campaignName})` : ''}.`,
    objectives: [
      'Confirm that the homeowner owns the home and still wants an inspection.',
      'Learn what the homeowner has noticed about the roof.',
      'Offer two inspection times and book one.',
    ],
    qualification_questions: [
      { id: 'owner', question: 'Just to be sure, do you own the home?', expects: 'yes_no' },
      { id: 'roof_age', question: 'About how old is the roof?', expects: 'detail' },
      { id: 'noticed', question: 'Have you noticed any leaks or damage?', expects: 'open' },
    ],
    objection_answers: [
      {
        objection: 'What does it cost?',
        answer:
          'The inspection is free, and there is no obligation. You get an honest look at the roof and decide afterwards.',
      },
      { objection: 'I am not interested', answer: 'That is no problem at all. I will note that down.' },
      {
        objection: 'Will insurance pay for it?',
        answer:
          'Only your insurer can decide that. Our inspector writes down what is there, and the visit is free.',
      },
      {
        objection: 'I already have a roofer',
        answer: 'That is fine. A second look costs nothing, and you choose whoever you trust.',
      },
      {
        objection: 'Are you a robot?',
        answer: `Yes, I am an A.I. assistant calling for ${company}. A person does the inspection.`,
      },
      ...(services.length > 0
        ? [{ objection: 'What do you do?', answer: `${company} does ${spokenServices(services)}.` }]
        : []),
    ],
    booking_rules: [
      'Offer only times that are free in the calendar.',
      'Book only after the homeowner agreed to one time in their own words.',
      'Repeat the day, the time and the address once it is booked.',
      ...rulesIn(textOf(campaign.guidance)),
    ],
    forbidden_claims: ['That a roof is free, or what a new one costs', 'How soon the crew could start'],
    closing: `Thank you for your time. ${company} looks forward to meeting you. Goodbye.`,
  }
  return (name) => fields[name]
}

export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : null

const MOST_RULES_OF_A_NOTE = 7
const LONGEST_RULE = 300

/** The contractor's note as rules, a sentence each, as many and as long as a script has room for. */
const rulesIn = (guidance: string | null): string[] =>
  (guidance ?? '')
    .split(/(?<=[.!?])\s+|\n+/)
    .map((sentence) => sentence.trim().slice(0, LONGEST_RULE))
    .filter(Boolean)
    .slice(0, MOST_RULES_OF_A_NOTE)

const listOf = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : []
