import { addedTime } from './live/added-time.ts'
import { percentile } from './live/figures.ts'
import { pinDriver } from './live/machine.ts'
import { noiseOf, playRound, type Round } from './live/rounds.ts'
import { openStage } from './live/stage.ts'
import { HOW, hearOpening, offBeatMs, playTurn, quickReply, type TurnScript } from './live/talk.ts'
import type { Report, Wishes } from './report.ts'

const VENDORS = { endOfTurnMs: 260, firstTokenMs: 300, firstAudioMs: 100 }
const PROCESSES = 5
const TURNS = 8
const TURN: TurnScript = {
  words: 'The roof is about fifteen years old.',
  speechMs: 400,
  endOfTurnMs: VENDORS.endOfTurnMs,
}

/** B2: relay and desktop started afresh, the first turn of their first call against the median of the others. */
export async function coldTurn(wishes: Wishes): Promise<Report> {
  const pinning = pinDriver()
  const rounds: Round<number[]>[] = []
  for (let i = 0; i < (wishes.rounds ?? PROCESSES); i++)
    rounds.push(await oneFreshProcess(wishes.turns ?? TURNS))
  const extra = rounds.map(({ result: [first = Number.NaN, ...rest] }) => first - percentile(rest, 0.5))
  return {
    benchmark: 'cold-turn',
    figures: {
      first_turn_extra_p50_ms: percentile(extra, 0.5),
      first_turn_extra_max_ms: Math.max(...extra),
      first_turn_added_p50_ms: percentile(
        rounds.flatMap(({ result: [first] }) => (first === undefined ? [] : [first])),
        0.5,
      ),
      later_turns_added_p50_ms: percentile(
        rounds.flatMap(({ result }) => result.slice(1)),
        0.5,
      ),
      processes: rounds.length,
    },
    aims: { first_turn_extra_p50_ms: 10, first_turn_extra_max_ms: 10 },
    method: `${rounds.length} times a freshly started relay and desktop, one call each; time added to its first turn minus the median of its other turns. End of turn ${VENDORS.endOfTurnMs} ms, first token ${VENDORS.firstTokenMs} ms with the whole first clause, first audio ${VENDORS.firstAudioMs} ms and up to 19 more, another step each turn. ${HOW}`,
    noise: noiseOf(
      rounds.map(({ noise }) => noise),
      pinning,
    ),
  }
}

async function oneFreshProcess(turns: number): Promise<Round<number[]>> {
  const stage = await openStage({ maxConcurrentCalls: 1 })
  try {
    return await playRound(stage, async () => {
      const [line] = await stage.callHomeowners(1, quickReply(VENDORS))
      if (!line) throw new Error('nobody was called')
      await hearOpening(stage, line)
      const added: number[] = []
      for (let i = 0; i < turns; i++) {
        line.plan = quickReply({ ...VENDORS, firstAudioMs: VENDORS.firstAudioMs + offBeatMs(i) })
        const turn = await playTurn(stage, line, TURN)
        if (!turn) throw new Error(`turn ${i + 1} was not answered`)
        added.push(addedTime(turn).total)
      }
      await stage.hangUp([line])
      return added
    })
  } finally {
    await stage.close()
  }
}
