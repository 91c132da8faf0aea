import { type FixedLines, fixedLines, type LineFacts } from '../../conversation/fixed-lines.ts'
import type { Language } from '../../conversation/language.ts'
import { messageOf } from '../../message-of.ts'
import type { FixedLine } from '../../turn-taking/turn.ts'
import { VendorFailure } from '../../vendor-failure.ts'
import type { RenderedLine, Voice } from './voice.ts'

/** The fixed lines of one language, with the sound of those that were rendered. */
export interface PreparedLines {
  readonly texts: FixedLines
  readonly rendered: ReadonlyMap<FixedLine, RenderedLine>
}

/** The language the call begins in has its lines; one that it may change to has them when they could be made in time. */
export interface CallLines {
  readonly first: Language
  readonly of: Readonly<Partial<Record<Language, PreparedLines>>>
}

/** Without these a call may not start: they carry the legal duties. */
const ESSENTIAL: readonly FixedLine[] = ['disclosure', 'opening', 'opt-out-confirmation']
/** A talk that changes its language is beyond these. */
const ONLY_AT_THE_START: readonly FixedLine[] = ['opening', 'screening']

/** Renders what the agent says without the model, in every language this call may be held in. */
export async function prepareLines(
  facts: LineFacts,
  language: Language | 'auto',
  voice: Voice,
  signal: AbortSignal,
): Promise<CallLines> {
  const first = language === 'auto' ? 'en' : language
  const [lines, others] = await Promise.all([
    renderFirst(fixedLines(facts, first), voice, signal),
    language === 'auto' ? renderOther(fixedLines(facts, 'es'), voice, signal) : null,
  ])
  return { first, of: { [first]: lines, ...(others && { es: others }) } }
}

async function renderFirst(texts: FixedLines, voice: Voice, signal: AbortSignal): Promise<PreparedLines> {
  const names = Object.keys(texts) as FixedLine[]
  const rendered = new Map<FixedLine, RenderedLine>()
  for (const [name, result] of await render(texts, names, voice, signal)) {
    if (result.status === 'fulfilled') rendered.set(name, result.value)
    else if (ESSENTIAL.includes(name)) {
      throw new VendorFailure(
        'voice',
        'unavailable',
        `The line "${name}" could not be rendered, so the call was not placed: ${messageOf(result.reason)}`,
        result.reason,
      )
    }
  }
  return { texts, rendered }
}

/** All of it or nothing: a call must not change into a language in which it cannot be held lawfully. */
async function renderOther(
  texts: FixedLines,
  voice: Voice,
  signal: AbortSignal,
): Promise<PreparedLines | null> {
  const names = (Object.keys(texts) as FixedLine[]).filter((name) => !ONLY_AT_THE_START.includes(name))
  const rendered = new Map<FixedLine, RenderedLine>()
  for (const [name, result] of await render(texts, names, voice, signal)) {
    if (result.status === 'rejected') return null
    rendered.set(name, result.value)
  }
  return { texts, rendered }
}

async function render(texts: FixedLines, names: readonly FixedLine[], voice: Voice, signal: AbortSignal) {
  const results = await Promise.allSettled(names.map((name) => voice.render(texts[name], signal)))
  return names.map((name, i) => [name, results[i] as PromiseSettledResult<RenderedLine>] as const)
}
