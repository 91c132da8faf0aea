import type { ContractorProfile } from '../../../src-preload/contract/account.ts'
import type { Script } from '../../../src-preload/contract/campaigns.ts'
import type { LeadDetail } from '../../../src-preload/contract/leads.ts'
import type { PersonalOpening } from './language-model.ts'
import { factsOf } from './prompts.ts'

/** A complete script without any model: what the agent works from when Claude cannot write one. */
export function buildScript(profile: ContractorProfile): Script {
  const name = profile.display_name || profile.legal_name
  return {
    purpose: `Call homeowners who asked ${name} about their roof and book a free inspection.`,
    objectives: [
      'Find out whether the person decides about the roof',
      'Learn how the roof is doing and whether there was storm damage',
      'Book a free inspection at a time that suits',
    ],
    qualification_questions: [
      { id: 'owner', question: 'Are you the owner of the home?', expects: 'yes_no' },
      { id: 'condition', question: 'Have you noticed any leaks or missing shingles?', expects: 'open' },
      {
        id: 'decision',
        question: 'Would anyone else want to be there for the inspection?',
        expects: 'yes_no',
      },
    ],
    objection_answers: [
      {
        objection: 'How much does it cost?',
        answer:
          'The inspection is free, and there is no obligation. A price comes only after we have seen the roof.',
      },
      {
        objection: 'I am busy',
        answer: 'No problem. I can call back another time, or find an inspection time that fits your week.',
      },
      {
        objection: 'I am not interested',
        answer:
          'I understand. The inspection is free and takes about half an hour, but it is entirely up to you.',
      },
      {
        objection: 'Will insurance pay for it?',
        answer: 'That is between you and your insurer. Our inspector can document what is there.',
      },
      {
        objection: 'Can I get a discount?',
        answer:
          'I cannot promise prices or discounts. The inspector can talk about options after seeing the roof.',
      },
    ],
    booking_rules: [
      'Offer only times that are free in the calendar, two at a time',
      'Book only after the homeowner has heard the day and the time and agreed',
      'Repeat the day, the time and the address after booking',
    ],
    forbidden_claims: [...FORBIDDEN_CLAIMS],
    closing: `Thank you for your time. Have a good day, from all of us at ${name}.`,
  }
}

/** What no script may say, whoever wrote it, each read after "never says": compliance.md sections 4 and 15. */
export const FORBIDDEN_CLAIMS = [
  'That it is a human',
  'What an insurance policy covers or will pay',
  'That a deductible is paid, waived or absorbed',
  'A price, a discount, or free work other than the inspection',
  'Damage that nobody has seen',
  'The name of a neighbor',
] as const

/** A personal first sentence from the strongest fact there is about the house. */
export function buildOpening(lead: LeadDetail, firstName: string | null): PersonalOpening {
  const fact = factsOf(lead)[0]
  const name = firstName ? `${firstName}, ` : ''
  const because = fact ? ` ${fact.text.replace(/\.?$/, '.')}` : ''
  return {
    leadId: lead.lead_id,
    text: `${name}I'm calling about the free roof inspection you asked us about.${because} Is now a good time?`,
    factIds: fact ? [fact.factId] : [],
  }
}
