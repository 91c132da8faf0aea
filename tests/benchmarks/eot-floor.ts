import { voiceToVoiceMs } from './live/added-time.ts'
import { spread } from './live/figures.ts'
import { pinDriver } from './live/machine.ts'
import { noiseOf, playRound, type Round } from './live/rounds.ts'
import { openStage, type Stage } from './live/stage.ts'
import { HOW, hearOpening, playTurn, quickReply, type TurnScript, type TurnStamps } from './live/talk.ts'
import type { Report, Wishes } from './report.ts'

const VENDORS = { firstTokenMs: 120, firstAudioMs: 100 }
const TURN: TurnScript = {
  words: 'Yes, there were some shingles in the yard.',
  speechMs: 400,
  endOfTurnMs: 260,
  eagerMs: 20,
}
const ROUNDS = 3
const TURNS = 20

/** B4: vendors that are done before the turn is over; what is left is the end-of-turn decision and our own time. */
export async function eotFloor(wishes: Wishes): Promise<Report> {
  const pinning = pinDriver()
  const stage = await openStage({ maxConcurrentCalls: 1 })
  const rounds: Round<(TurnStamps | null)[]>[] = []
  try {
    for (let i = 0; i < (wishes.rounds ?? ROUNDS); i++)
      rounds.push(await playRound(stage, () => oneCall(stage, wishes.turns ?? TURNS)))
  } finally {
    await stage.close()
  }
  const turns = rounds.flatMap(({ result }) => result)
  const beyond = turns.flatMap((turn) => (turn ? [voiceToVoiceMs(turn) - TURN.endOfTurnMs] : []))
  const fromDecision = turns.flatMap((turn) =>
    turn?.reply.heardMs ? [turn.reply.heardMs - turn.endOfTurnSentMs] : [],
  )
  return {
    benchmark: 'eot-floor',
    figures: {
      ...spread('beyond_end_of_turn', 'ms', beyond),
      ...spread('end_of_turn_to_phone', 'ms', fromDecision),
      turns: turns.length,
      unanswered_turns: turns.length - beyond.length,
    },
    aims: { beyond_end_of_turn_p50_ms: 5, beyond_end_of_turn_p99_ms: 15, unanswered_turns: 0 },
    method: `Last loud frame sent to first frame of the answer received, minus the ${TURN.endOfTurnMs} ms that the recogniser takes to decide. EagerEndOfTurn ${TURN.eagerMs} ms after the speech, first token ${VENDORS.firstTokenMs} ms with the whole first clause, first audio ${VENDORS.firstAudioMs} ms: all of it fits into the wait. ${rounds.length} calls. ${HOW}`,
    noise: noiseOf(
      rounds.map(({ noise }) => noise),
      pinning,
    ),
  }
}

async function oneCall(stage: Stage, turns: number): Promise<(TurnStamps | null)[]> {
  const [line] = await stage.callHomeowners(1, quickReply(VENDORS))
  if (!line) throw new Error('nobody was called')
  await hearOpening(stage, line)
  const played: (TurnStamps | null)[] = []
  for (let i = 0; i < turns; i++) played.push(await playTurn(stage, line, TURN))
  await stage.hangUp([line])
  return played
}
