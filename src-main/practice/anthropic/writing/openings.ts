import { hashText } from '../../chance.ts'
import { type MessagesRequest, promptText, taggedJson } from '../messages-request.ts'
import type { Known } from './fill-schema.ts'
import { textOf } from './script.ts'

interface Lead {
  readonly lead_id: string
  readonly first_name?: string
  readonly name?: string
  readonly facts?: readonly { readonly fact_id: string; readonly text: string }[]
}

const QUESTIONS = ['Is now a good time?', 'Do you have a quick minute?', 'Is this an okay time to talk?']

/** One opening per lead, resting on at most two of that lead's own facts. */
export function openingFields(request: MessagesRequest): Known {
  const prompt = promptText(request)
  const parsed = taggedJson<readonly Lead[] | { leads?: readonly Lead[] }>(prompt, 'leads')
  const leads: readonly Lead[] = Array.isArray(parsed)
    ? parsed
    : ((parsed as { leads?: readonly Lead[] } | null)?.leads ?? [])
  const openings = leads.map(openingFor)
  return (name) => (name === 'openings' ? openings : undefined)
}

function openingFor(lead: Lead): object {
  const facts = lead.facts ?? []
  const used = [...facts].sort((a, b) => interest(b.text) - interest(a.text)).slice(0, 1)
  const question = QUESTIONS[hashText(lead.lead_id) % QUESTIONS.length] as string
  const name = textOf(lead.first_name) ?? textOf(lead.name)?.split(' ')[0] ?? null
  const because = used[0] ? ` ${asSentence(used[0].text)}` : ''
  const text = `${name ? `${name}, ` : ''}I'm calling about the roof inspection you asked for.${because} ${question}`
  return { lead_id: lead.lead_id, text, fact_ids: used.map((fact) => fact.fact_id) }
}

const asSentence = (fact: string): string => {
  const trimmed = fact.trim().replace(/[.;]$/, '')
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}.`
}

/** Neighbours' roofs open a talk better than storms, and storms better than age. */
function interest(fact: string): number {
  if (/neighbor|nearby|within|street|homes/i.test(fact)) return 3
  if (/hail|storm|wind/i.test(fact)) return 2
  return /roof|year/i.test(fact) ? 1 : 0
}
