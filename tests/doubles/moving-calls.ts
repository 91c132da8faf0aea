import type { ListenChunk, LiveCallView, LiveEvent, TurnView } from '../../src-preload/contract/calls.ts'
import { CallId, CampaignId } from '../../src-preload/contract/primitives.ts'
import { conversation, turnsOf } from './sample-calls.ts'
import { sampleLead } from './sample-leads.ts'
import { samplePcmu, wordLoudness } from './sample-sound.ts'

const STEP_MS = 100

interface MovingCall {
  callId: CallId
  leadIndex: number
  answeredAtMs: number
  ended: boolean
  desk: LiveCallView['desk']
  /** Lines of the desk, with the moment of the call at which they were said. */
  said: { text: string; atMs: number }[]
}

/** Calls that go on by themselves: the same conversation, begun at different moments, over and over. */
export function createMovingCalls(count: number, now: () => number, desk: LiveCallView['desk']) {
  const turns = turnsOf('live', conversation, 5)
  const lengthMs = (turns.at(-1)?.ended_at_ms ?? 0) + 3_000
  const calls: MovingCall[] = Array.from({ length: count }, (_, index) => ({
    callId: CallId.parse(`live_${index}`),
    leadIndex: 500 + index * 31,
    answeredAtMs: now() - 9_000 - index * 14_500,
    ended: false,
    desk,
    said: [],
  }))

  const elapsedMs = (call: MovingCall) => (now() - call.answeredAtMs) % lengthMs
  const levelsOf = (call: MovingCall) => {
    const atMs = elapsedMs(call)
    const speaker = turns.find((turn) => atMs >= turn.started_at_ms && atMs < turn.ended_at_ms)?.speaker
    return {
      homeowner: speaker === 'homeowner' ? wordLoudness(atMs) : 0.02,
      agent: speaker === 'agent' ? wordLoudness(atMs) : 0,
    }
  }

  function viewOf(call: MovingCall): LiveCallView {
    const atMs = elapsedMs(call)
    const lead = sampleLead(call.leadIndex, now())
    const current = turns.find((turn) => atMs >= turn.started_at_ms && atMs < turn.ended_at_ms)
    const words = current?.heard_text.split(' ') ?? []
    const spoken = current
      ? words.slice(
          0,
          Math.ceil(
            (words.length * (atMs - current.started_at_ms)) / (current.ended_at_ms - current.started_at_ms),
          ),
        )
      : []
    const partial =
      current && spoken.length > 0
        ? { text: spoken.join(' '), began_at_ms: current.started_at_ms, turn_id: null }
        : null
    return {
      call_id: call.callId,
      campaign_id: CampaignId.parse('campaign_1'),
      lead_id: lead.lead_id,
      lead_name: lead.name,
      phone: lead.phone,
      status: 'live',
      agent_state:
        current === turns[0]
          ? 'greeting'
          : current?.speaker === 'agent'
            ? 'speaking'
            : current
              ? 'listening'
              : 'thinking',
      stage: atMs < 12_000 ? 'opening' : 'qualify',
      desk: call.desk,
      answered_at: new Date(now() - atMs).toISOString(),
      started_at: new Date(now() - atMs - 8_000).toISOString(),
      turns: withLinesOfTheDesk(
        turns.filter((turn) => turn.ended_at_ms <= atMs),
        call.said.filter((line) => line.atMs <= atMs),
      ),
      partial: {
        homeowner: current?.speaker === 'homeowner' ? partial : null,
        agent: current?.speaker === 'agent' ? partial : null,
      },
      engine: 'ridgeline',
      unavailable: {},
      answered_by: 'human',
    }
  }

  const open = () => calls.filter((call) => !call.ended)

  return {
    open: () => open().map(viewOf),
    say(callId: CallId, text: string) {
      const call = calls.find((each) => each.callId === callId)
      call?.said.push({ text, atMs: elapsedMs(call) })
    },
    /** The agent has the floor in every call. */
    takeBack() {
      for (const call of calls) call.desk = 'watching'
    },
    find: (callId: CallId) => open().find((call) => call.callId === callId),
    async *watch(signal: AbortSignal | undefined): AsyncGenerator<LiveEvent> {
      yield { type: 'calls', calls: open().map(viewOf) }
      const shown = new Map(open().map((call) => [call.callId, '']))
      while (!signal?.aborted) {
        await pause(STEP_MS, signal)
        for (const call of calls.filter((each) => each.ended && shown.delete(each.callId)))
          yield { type: 'gone', call_id: call.callId }
        for (const call of open()) {
          yield { type: 'levels', call_id: call.callId, at_ms: elapsedMs(call), ...levelsOf(call) }
          const view = viewOf(call)
          const stamp = JSON.stringify([view.partial, view.turns.length, view.agent_state, view.desk])
          if (shown.get(call.callId) === stamp) continue
          shown.set(call.callId, stamp)
          yield { type: 'call', call: view }
        }
      }
    },
    async *listen(callId: CallId, signal: AbortSignal | undefined): AsyncGenerator<ListenChunk> {
      while (!signal?.aborted) {
        await pause(STEP_MS, signal)
        const call = open().find((each) => each.callId === callId)
        if (!call) return
        const levels = levelsOf(call)
        yield {
          homeowner: samplePcmu(levels.homeowner),
          agent: samplePcmu(levels.agent),
          at_ms: elapsedMs(call),
        }
      }
    },
  }
}

/** As in the real loop, a line of the desk cuts the sentence that the agent was saying. */
function withLinesOfTheDesk(turns: TurnView[], lines: MovingCall['said']): TurnView[] {
  const cut = turns.map((turn): TurnView => {
    const line = lines.find(({ atMs }) => atMs >= turn.started_at_ms && atMs < turn.ended_at_ms)
    if (!line || turn.speaker === 'homeowner') return turn
    const heard = turn.text.slice(0, turn.text.lastIndexOf(' ', turn.text.length / 2))
    return { ...turn, heard_text: heard, interrupted: true, cut_by: 'desk' }
  })
  const said = lines.map(
    ({ text, atMs }, index): TurnView => ({
      turn_id: `desk_${index}`,
      speaker: 'agent',
      started_at_ms: atMs,
      ended_at_ms: atMs + 1_500,
      text,
      sent_text: text,
      heard_text: text,
      interrupted: false,
      cut_by: null,
      said_by: 'desk',
      latency: { end_of_turn_ms: null, asr_ms: null, llm_ttft_ms: null, tts_ttfb_ms: null, total_ms: null },
      actions: [],
    }),
  )
  return [...cut, ...said].sort((a, b) => a.started_at_ms - b.started_at_ms)
}

export function pause(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs)
    signal?.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}
