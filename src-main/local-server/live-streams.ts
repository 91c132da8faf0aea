import type { ActivityEvent } from '../../src-preload/contract/account.ts'
import type { ListenChunk, LiveEvent } from '../../src-preload/contract/calls.ts'
import type { TalkEvent } from '../../src-preload/contract/own-voice.ts'
import { SLICE_MS } from '../core/call/live/call-audio.ts'
import type { CallDesk } from '../core/call/live/call-desk.ts'
import type { OwnVoiceTalk } from '../core/call/trial/own-voice-talk.ts'
import type { Feed } from '../core/feed.ts'

/** A second of the call: whoever is further behind wants the present, not the past. */
const MOST_SLICES_WAITING = 1_000 / SLICE_MS
const NEVER = new AbortController().signal

/** The whole picture first, then every change. */
export async function* watchLive(desk: CallDesk, signal: AbortSignal = NEVER): AsyncGenerator<LiveEvent> {
  const changes = desk.events.stream(signal)
  yield { type: 'calls', calls: desk.snapshot() }
  yield* changes
}

/** Both sides of one call until it ends, 40 ms at a time. Refuses a call that is not up. */
export async function* listenTo(
  desk: CallDesk,
  callId: string,
  signal: AbortSignal = NEVER,
): AsyncGenerator<ListenChunk> {
  desk.live(callId)
  const over = new AbortController()
  const forget = desk.events.subscribe((event) => {
    if (event.type === 'gone' && event.call_id === callId) over.abort()
  })
  try {
    // A listener that is slower than the call loses what is older than a second, and never delays the call.
    const slices = desk.audio.stream(
      AbortSignal.any([signal, over.signal]),
      MOST_SLICES_WAITING,
      (passed) => passed.callId === callId,
    )
    for await (const { slice } of slices) {
      yield {
        homeowner: Buffer.from(slice.homeowner).toString('base64'),
        agent: Buffer.from(slice.agent).toString('base64'),
        at_ms: slice.atMs,
      }
    }
  } finally {
    forget()
  }
}

/** What the person hears and sees of a talk with the agent, until it is over. */
export async function* hearTalk(talk: OwnVoiceTalk, signal: AbortSignal = NEVER): AsyncGenerator<TalkEvent> {
  for await (const news of talk.events(signal)) {
    if (news.type === 'audio') {
      yield { type: 'audio', agent: Buffer.concat(news.pcmu).toString('base64'), at_ms: news.atMs }
      continue
    }
    const { agentState, partialHomeowner, partialAgent } = news.state
    const partial = { homeowner: partialHomeowner, agent: partialAgent }
    yield { type: 'state', agent_state: agentState, turns: [...news.turns], partial }
  }
}

export const watchActivity = (
  feed: Feed<ActivityEvent>,
  signal: AbortSignal = NEVER,
): AsyncGenerator<ActivityEvent> => feed.stream(signal)
