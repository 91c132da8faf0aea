import { DAY_MS } from '../time.ts'

/** 47 CFR 64.1200(a)(7): audio within two seconds of the greeting. */
const PROMPT_MS = 2_000
const ABANDONMENT_DAYS = 30
const PAUSE_PERCENT = 2
const BLOCK_PERCENT = 3
/** Below so many answered calls a share says nothing: then so many abandoned calls pause the campaign. */
const FEWEST_ANSWERED = 50
const MOST_AMONG_FEW = 2

export interface AnsweredCall {
  readonly answeredBy: string
  /** From answer to hang-up. */
  readonly upMs: number
  /** When each side first spoke, from the answer on; null: never. */
  readonly homeownerFirst: { readonly startedAtMs: number; readonly endedAtMs: number } | null
  readonly agentFirstAtMs: number | null
}

/** A live answer that heard nothing from us within two seconds of the greeting, or of the answer where nobody greeted. */
export function wasAbandoned({ answeredBy, upMs, homeownerFirst, agentFirstAtMs }: AnsweredCall): boolean {
  if (answeredBy === 'machine' || answeredBy === 'fax' || answeredBy === 'screener') return false
  const greetedFirst =
    homeownerFirst !== null && (agentFirstAtMs === null || homeownerFirst.startedAtMs < agentFirstAtMs)
  const sinceMs = greetedFirst ? homeownerFirst.endedAtMs : 0
  if (agentFirstAtMs !== null) return agentFirstAtMs - sinceMs > PROMPT_MS
  // Whoever hung up before the two seconds were over was not left waiting.
  return upMs - sinceMs > PROMPT_MS
}

export interface Abandonment {
  readonly answered: number
  readonly abandoned: number
}

/** From when on calls count, as milliseconds since 1970. */
export const abandonmentSinceMs = (nowMs: number): number => nowMs - ABANDONMENT_DAYS * DAY_MS

export const abandonedPercent = ({ answered, abandoned }: Abandonment): number =>
  answered === 0 ? 0 : (abandoned * 100) / answered

/** `pause`: a person must look before it goes on. `block`: it may not go on while the share stands so high. */
export function abandonmentVerdict(measured: Abandonment): 'fine' | 'pause' | 'block' {
  if (measured.answered < FEWEST_ANSWERED) return measured.abandoned > MOST_AMONG_FEW ? 'pause' : 'fine'
  const percent = abandonedPercent(measured)
  if (percent >= BLOCK_PERCENT) return 'block'
  return percent >= PAUSE_PERCENT ? 'pause' : 'fine'
}

export const abandonmentWords = (measured: Abandonment): string =>
  `${measured.abandoned} of ${measured.answered} answered calls of the last ${ABANDONMENT_DAYS} days (${abandonedPercent(measured).toFixed(1)} %) heard nothing within two seconds. The law allows ${BLOCK_PERCENT} %.`
