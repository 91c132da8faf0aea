import { voiceToVoiceMs } from './live/added-time.ts'
import { percentile } from './live/figures.ts'
import type { ReplyPlan } from './live/line.ts'
import { pinDriver } from './live/machine.ts'
import { noiseOf, playRound, type Round } from './live/rounds.ts'
import { openStage, type Stage } from './live/stage.ts'
import { HOW, hearOpening, playTurn, type TurnScript, type TurnStamps } from './live/talk.ts'
import type { Report, Wishes } from './report.ts'

const END_OF_TURN_MS = 260
const ROUNDS = 3
const TURNS_OF_A_KIND = 6

const VENDORS = { firstTokenMs: 400, perTokenMs: 15, firstAudioMs: 150, realTimeFactor: 0.15 }
const REST = [
  'that ',
  'helps ',
  'us ',
  'with ',
  'the ',
  'roof ',
  'and ',
  'the ',
  'gutters. ',
  'We ',
  'can look.',
]

/** The first clause comes with the first token, as in the figures that the aims were set by. */
const PLAN: ReplyPlan = {
  ...VENDORS,
  tokens: (word) => [`Thanks for telling me ${word}, ${REST[0]}`, ...REST.slice(1)],
  audioMs: (text) => text.length * 10,
}
/** The first clause comes word by word, and is waited for. */
const WORD_BY_WORD: ReplyPlan = {
  ...PLAN,
  tokens: (word) => ['Thanks ', 'for ', 'telling ', 'me ', `${word}, `, ...REST],
}

const said = (script: Partial<TurnScript>): TurnScript => ({
  words: 'It leaks a little over the back bedroom when it rains.',
  speechMs: 600,
  endOfTurnMs: END_OF_TURN_MS,
  ...script,
})

const KINDS = {
  plain: said({}),
  word_by_word: said({}),
  eager: said({ eagerMs: 100 }),
  update_150_early: said({ eagerMs: 100, earlyUpdateMs: 150 }),
  update_250_early: said({ eagerMs: 100, earlyUpdateMs: 250 }),
} as const
type Kind = keyof typeof KINDS
const NAMES = Object.keys(KINDS) as Kind[]

interface Played {
  readonly kind: Kind
  readonly turn: TurnStamps | null
}

/** B3: realistic vendors; what speculation hides, by how early the right words were known. */
export async function turnRealistic(wishes: Wishes): Promise<Report> {
  const pinning = pinDriver()
  const stage = await openStage({ maxConcurrentCalls: 1 })
  const rounds: Round<Played[]>[] = []
  try {
    for (let i = 0; i < (wishes.rounds ?? ROUNDS); i++)
      rounds.push(await playRound(stage, () => oneCall(stage, wishes.turns ?? TURNS_OF_A_KIND)))
  } finally {
    await stage.close()
  }
  const played = rounds.flatMap(({ result }) => result)
  const of = (...kinds: Kind[]) =>
    played.flatMap(({ kind, turn }) => (turn && kinds.includes(kind) ? [voiceToVoiceMs(turn)] : []))
  const hits = of('update_150_early', 'update_250_early')
  return {
    benchmark: 'turn-realistic',
    figures: {
      ...Object.fromEntries(
        NAMES.flatMap((kind) => [
          [`${kind}_p50_ms`, percentile(of(kind), 0.5)],
          [`${kind}_p95_ms`, percentile(of(kind), 0.95)],
        ]),
      ),
      update_hit_p50_ms: percentile(hits, 0.5),
      first_turn_max_ms: Math.max(
        ...rounds.flatMap(({ result: [first] }) => (first?.turn ? [voiceToVoiceMs(first.turn)] : [])),
      ),
      turns: played.length,
      unanswered_turns: played.filter(({ turn }) => turn === null).length,
    },
    aims: {
      plain_p50_ms: 820,
      eager_p50_ms: 660,
      update_150_early_p50_ms: 420,
      update_250_early_p50_ms: 320,
      update_hit_p50_ms: 350,
      unanswered_turns: 0,
    },
    method: `Last loud frame sent by the phone to the first frame of the answer received by it. End of turn ${END_OF_TURN_MS} ms after the speech, first token ${VENDORS.firstTokenMs} ms, ${VENDORS.perTokenMs} ms a token, first audio ${VENDORS.firstAudioMs} ms, made in ${VENDORS.realTimeFactor} of its length. The first token brings the first clause, as where the aims come from. plain: no early news; word_by_word: the same with a first clause of five tokens, which is waited for; eager: EagerEndOfTurn 100 ms after the speech; update: an Update with all the words, punctuated as a sentence, that long before the speech ends, then the same. The kinds take turns within each of ${rounds.length} calls. ${HOW}`,
    noise: noiseOf(
      rounds.map(({ noise }) => noise),
      pinning,
    ),
  }
}

async function oneCall(stage: Stage, turnsOfAKind: number): Promise<Played[]> {
  const [line] = await stage.callHomeowners(1, PLAN)
  if (!line) throw new Error('nobody was called')
  await hearOpening(stage, line)
  const played: Played[] = []
  for (let i = 0; i < turnsOfAKind; i++)
    for (const kind of NAMES) {
      line.plan = kind === 'word_by_word' ? WORD_BY_WORD : PLAN
      played.push({ kind, turn: await playTurn(stage, line, KINDS[kind]) })
    }
  await stage.hangUp([line])
  return played
}
