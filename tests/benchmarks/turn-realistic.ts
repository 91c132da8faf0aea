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

/** What an ordinary answer looks like: a word or so per token, its first clause six tokens long. */
const PLAN: ReplyPlan = {
  firstTokenMs: 400,
  perTokenMs: 15,
  tokens: (word) =>
    `Sure, thanks for telling me ${word}, that helps us with the roof and the gutters. We can look at both.`.match(
      /\S+\s*/g,
    ) ?? [],
  firstAudioMs: 150,
  realTimeFactor: 0.15,
  audioMs: (text) => text.length * 10,
}

const said = (script: Partial<TurnScript>): TurnScript => ({
  words: 'it leaks a little over the back bedroom when it rains',
  speechMs: 600,
  endOfTurnMs: END_OF_TURN_MS,
  ...script,
})

const KINDS = {
  plain: said({}),
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
  const clause = played.flatMap(({ turn }) =>
    turn?.reply.textMs && turn.reply.firstTokenMs ? [turn.reply.textMs - turn.reply.firstTokenMs] : [],
  )
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
      token_to_voice_p50_ms: percentile(clause, 0.5),
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
    method: `Last loud frame sent by the phone to the first frame of the answer received by it. End of turn ${END_OF_TURN_MS} ms after the speech, first token ${PLAN.firstTokenMs} ms, ${PLAN.perTokenMs} ms a token (about a word), first audio ${PLAN.firstAudioMs} ms, made in 0.15 of its length. plain: no early news; eager: EagerEndOfTurn 100 ms after the speech; update: an Update with all the words that long before the speech ends, then the same. The kinds take turns within each of ${rounds.length} calls. token_to_voice is the wait for the first clause, which belongs to each figure. ${HOW}`,
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
    for (const kind of NAMES) played.push({ kind, turn: await playTurn(stage, line, KINDS[kind]) })
  await stage.hangUp([line])
  return played
}
