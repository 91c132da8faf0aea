import type { CallTimeline, Trouble } from '../../src-preload/contract/calls.ts'
import { formatCount, formatPercent, plural } from '../ui/format.ts'
import { cachedShare, median, type Stage, type WaterfallRow } from './waterfall.ts'

export const stageNames = {
  decide: 'Making sure they were done',
  model: 'Thinking of the first word',
  clause: 'Completing the first phrase',
  voice: 'Turning it into speech',
  held: 'Held until they were done',
  send: 'Onto the phone line',
} as const satisfies Record<Stage, string>

export const formatMs = (ms: number): string => `${formatCount(Math.round(ms))} ms`

/** The call in one line; what did not happen in it is left out. */
export function timelineSummary(timeline: CallTimeline, rows: readonly WaterfallRow[]): string[] {
  const { early_replies: early, interruptions, tokens } = timeline
  const typical = median(rows.flatMap(({ totalMs }) => (totalMs === null ? [] : [totalMs])))
  const share = cachedShare(tokens)
  const parts = [
    typical !== null && `Typically ${formatMs(typical)} from their last sound to the agent’s first`,
    early.used + early.wasted > 0 &&
      `${formatCount(early.used)} of ${plural(early.used + early.wasted, 'early reply', 'early replies')} used`,
    interruptions.true > 0 && plural(interruptions.true, 'interruption'),
    interruptions.resumed > 0 && plural(interruptions.resumed, 'false interruption'),
    share !== null && `${formatPercent(share, 1)} of what the model read came from its cache`,
  ]
  return parts.filter((part) => part !== false)
}

type TroubleEntry = CallTimeline['troubles'][number]

/** What went wrong at one moment. Of the details only how long it took is for people: the rest are words of a service. */
export const troubleText = ({ what, detail }: Pick<TroubleEntry, 'what' | 'detail'>): string =>
  what === 'line-broke' ? `${troubleWords[what]} (${detail})` : troubleWords[what]

/** What a person can do about what went wrong, each once. */
export const troubleAdvice = (troubles: readonly Pick<TroubleEntry, 'what'>[]): string[] => [
  ...new Set(troubles.flatMap(({ what }) => advice[what] ?? [])),
]

const LINE = 'If the audio breaks off often, check the internet connection of this computer and of the relay.'
const SERVICE =
  'If services break off often, check their keys in Settings, the accounts behind them, and their status pages.'

const advice: Readonly<Partial<Record<Trouble, string>>> = {
  'line-broke': LINE,
  'stream-stopped': LINE,
  'recognition-lost': SERVICE,
  'recogniser-changed': SERVICE,
  'voice-lost': SERVICE,
  'voice-changed': SERVICE,
  'model-changed': SERVICE,
  'reply-failed': SERVICE,
  'vendor-gone': SERVICE,
  'desk-not-understood': SERVICE,
  'forbidden-words': 'Read the script: something in it may lead the agent to say what it may not.',
}

const troubleWords = {
  'foreign-stream': 'Audio of another call was turned away',
  'line-broke': 'The audio to the phone was gone for a moment',
  'stream-stopped': 'The phone line’s audio stopped',
  'recognition-lost': 'Speech recognition broke off',
  'recogniser-changed': 'Another service recognized the speech',
  'voice-lost': 'The voice broke off',
  'voice-changed': 'Another service spoke for the agent',
  'model-changed': 'Another model answered',
  'reply-failed': 'An answer could not be made',
  'vendor-gone': 'A service could not be reached again',
  'desk-not-understood': 'Your own words could not be written down',
  'too-costly': 'The call reached its limit of cost',
  'forbidden-words': 'A sentence that may not be said was held back',
} as const satisfies Record<Trouble, string>
