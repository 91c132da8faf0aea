import { type AddedTime, addedTime, stageFigures } from './live/added-time.ts'
import { percentile } from './live/figures.ts'
import type { ReplyPlan } from './live/line.ts'
import { pinDriver } from './live/machine.ts'
import { type Reference, startReference } from './live/reference.ts'
import { noiseOf, playRound, type Round } from './live/rounds.ts'
import { openStage, type Stage } from './live/stage.ts'
import {
  HOW,
  hearOpening,
  offBeatMs,
  playTurn,
  quickReply,
  type TurnScript,
  type TurnStamps,
} from './live/talk.ts'
import type { Report, Wishes } from './report.ts'

const VENDORS = { endOfTurnMs: 260, firstTokenMs: 300, firstAudioMs: 100 }
const ROUNDS = 3
const TURNS_PER_ROUND = 35
/** The reference engine's figures need fewer: only its median is used. */
const REFERENCE_TURNS = 15
const TURN: TurnScript = {
  words: 'We had some hail in the spring and the roof is old.',
  speechMs: 400,
  endOfTurnMs: VENDORS.endOfTurnMs,
}

/** B1: one call, fixed vendors, through the relay. */
export async function turnOverhead(wishes: Wishes): Promise<Report> {
  const pinning = pinDriver()
  const turns = wishes.turns ?? TURNS_PER_ROUND
  const stage = await openStage({ maxConcurrentCalls: 1 })
  const rounds: Round<(TurnStamps | null)[]>[] = []
  const references: Round<(TurnStamps | null)[]>[] = []
  try {
    const reference = await startReference(stage)
    for (let i = 0; i < (wishes.rounds ?? ROUNDS); i++) {
      rounds.push(await playRound(stage, () => oneCall(stage, turns)))
      references.push(await playRound(stage, () => oneReferenceCall(stage, reference)))
    }
    reference.close()
  } finally {
    await stage.close()
  }
  const floor = references.flatMap(({ result }) => result.flatMap((turn) => (turn ? [addedTime(turn)] : [])))
  const floorP50Ms = (stage: keyof AddedTime) =>
    percentile(
      floor.map((turn) => turn[stage]),
      0.5,
    )
  const all = rounds.flatMap(({ result }) => result)
  const added = all.flatMap((turn) => (turn ? [addedTime(turn)] : []))
  const first = rounds.flatMap(({ result: [turn] }) => (turn ? [addedTime(turn).total] : []))
  const valid = rounds.flatMap(({ result, noise }) =>
    noise.void ? [] : result.flatMap((turn) => (turn ? [addedTime(turn).total] : [])),
  )
  return {
    benchmark: 'turn-overhead',
    figures: {
      ...stageFigures(added),
      ...(valid.length > 0 && {
        valid_rounds_added_p50_ms: percentile(valid, 0.5),
        valid_rounds_added_p99_ms: percentile(valid, 0.99),
      }),
      reference_added_p50_ms: floorP50Ms('total'),
      reference_uplink_p50_ms: floorP50Ms('uplink'),
      reference_a_p50_ms: floorP50Ms('a'),
      reference_b_p50_ms: floorP50Ms('b'),
      reference_c_p50_ms: floorP50Ms('c'),
      times_reference_p50:
        percentile(
          added.map(({ total }) => total),
          0.5,
        ) / floorP50Ms('total'),
      first_turn_added_max_ms: Math.max(...first),
      turns: all.length,
      unanswered_turns: all.length - added.length,
    },
    aims: { added_p50_ms: 5, added_p99_ms: 15, unanswered_turns: 0 },
    method: `${rounds.length} calls one after another, ${turns} turns each, all counted, the first turns too. End of turn ${VENDORS.endOfTurnMs} ms, first token ${VENDORS.firstTokenMs} ms with the whole first clause, first audio ${VENDORS.firstAudioMs} ms and up to 19 more, another step each turn. Added time is the sum of four stages stamped by the driver: last loud frame to recogniser, end of turn to model request, token to voice text, audio to phone. Between the calls the same phone and vendors are answered by a reference engine of a hundred lines, without relay, storage, turn-taking or pacing (${REFERENCE_TURNS} turns a round): the floor on this machine in this hour. ${HOW}`,
    noise: noiseOf(
      [...rounds, ...references].map(({ noise }) => noise),
      pinning,
    ),
  }
}

const replyIn = (turn: number): ReplyPlan =>
  quickReply({ ...VENDORS, firstAudioMs: VENDORS.firstAudioMs + offBeatMs(turn) })

async function oneCall(stage: Stage, turns: number): Promise<(TurnStamps | null)[]> {
  const [line] = await stage.callHomeowners(1, replyIn(0))
  if (!line) throw new Error('nobody was called')
  await hearOpening(stage, line)
  const played: (TurnStamps | null)[] = []
  for (let i = 0; i < turns; i++) {
    line.plan = replyIn(i)
    played.push(await playTurn(stage, line, TURN))
  }
  await stage.hangUp([line])
  return played
}

async function oneReferenceCall(stage: Stage, reference: Reference): Promise<(TurnStamps | null)[]> {
  const line = await reference.call(replyIn(0))
  const played: (TurnStamps | null)[] = []
  for (let i = 0; i < REFERENCE_TURNS; i++) {
    line.plan = replyIn(i)
    played.push(await playTurn(stage, line, TURN))
  }
  line.phone?.hangUp()
  return played
}
