import { afterEach } from 'vitest'
import { sqliteInbox } from '../../src-main/adapters/sqlite/relay-inbox.ts'
import { hostedNews, toolAnswers } from '../../src-main/adapters/vapi/vapi-message.ts'
import { HostedCalls } from '../../src-main/core/hosted/hosted-calls.ts'
import type { HostedCallRequest, HostedEngine } from '../../src-main/core/hosted/hosted-engine.ts'
import type { QuestionHandler } from '../../src-main/core/hosted/hosted-link.ts'
import { HostedSession } from '../../src-main/core/hosted/hosted-session.ts'
import { KeptReports } from '../../src-main/core/hosted/kept-reports.ts'
import { type World, world } from './dialing-world.ts'

/** What a test has to stop at its end. */
export const stops: (() => void)[] = []
afterEach(() => {
  for (const stop of stops.splice(0)) stop()
})

/** The dialer with the hosted engine behind it: what the engine is told is kept, in the order in which it came. */
export function hostedWorld(engineDoes: Partial<HostedEngine> = {}, more: Partial<World> = {}) {
  const did: { atMs: number; what: string }[] = []
  const dialed: HostedCallRequest[] = []
  const answers: { eventId: string; body: unknown }[] = []
  let questions: QuestionHandler | undefined
  const note = (what: string) => void did.push({ atMs: w.clock.monotonicMs(), what })
  const engine: HostedEngine = {
    missing: () => null,
    async dial(request) {
      dialed.push(request)
      note('dial')
      return { placed: true, carrierCallId: `vapi-${request.callId}` }
    },
    say: async (_id, text) => note(`say: ${text}`),
    sayInstead: async (_id, text) => note(`say instead: ${text}`),
    sayLastWords: async (_id, text) => note(`say and hang up: ${text}`),
    advise: async (_id, text) => note(`advise: ${text}`),
    mute: async (_id, muted) => note(muted ? 'mute' : 'unmute'),
    hangUp: async () => note('hang up'),
    lookUp: async () => 'alive',
    findDialed: async () => null,
    report: async () => 'alive',
    recording: async () => null,
    ...engineDoes,
  }
  const w = world({
    dial: async () => {
      throw new Error('the carrier of our own engine was asked')
    },
    ...more,
    hosted: (call, context, parts) =>
      new HostedSession(call, context, {
        ...parts,
        suppress: (phone, words, callId) => {
          note(`suppress: ${words}`)
          parts.suppress(phone, words, callId)
        },
        engine,
        webhook: async () => ({ url: 'https://relay.example/api/webhooks/vapi', headers: {} }),
        reported: (callId, engineCallId, report) => reports.keep(callId, engineCallId, report),
        register: (session) => hosted.register(session),
      }),
  })
  w.db.exec(`UPDATE voice_call SET engine = 'vapi'; UPDATE call_campaign SET engine = 'vapi'`)
  const reports = new KeptReports({
    ...w.session,
    engine,
    announcesRecording: () => false,
    foundOut: (news) => hosted.foundOut(news),
  })
  stops.push(() => reports.stop())
  const hosted: HostedCalls = new HostedCalls({
    ...w.session,
    suppress: (_phone, words) => note(`suppress: ${words}`),
    inbox: sqliteInbox(w.db),
    link: {
      webhook: async () => ({ url: '', headers: {} }),
      onQuestion: (handler) => {
        questions = handler
      },
      answer: (eventId, body) => void answers.push({ eventId, body }),
    },
    translate: hostedNews,
    answerOf: toolAnswers,
    hangUp: (id) => note(`hang up stray ${id}`),
    keep: (callId, engineCallId, report) => reports.keep(callId, engineCallId, report),
  })
  const callId = w.callIds[0] as string
  let seq = 0
  /** A server message as Vapi sends it. */
  const tell = (message: Record<string, unknown>, eventId = `event-${++seq}`) =>
    hosted.heard({
      seq: ++seq,
      source: 'vapi',
      eventId,
      receivedAt: '',
      body: {
        message: {
          timestamp: 1_795_371_600_000 + w.clock.monotonicMs(),
          call: { id: `vapi-${callId}`, name: callId },
          ...message,
        },
      },
    })
  const status = (name: string) => tell({ type: 'status-update', status: name })
  const words = (role: 'user' | 'assistant', transcript: string) =>
    tell({ type: 'transcript', role, transcriptType: 'final', transcript })
  const tool = (name: string, input: object, options: { waits?: boolean; id?: string } = {}) => {
    const eventId = `tool-${++seq}`
    if (options.waits ?? true) questions?.asked(eventId, 5_000)
    tell(
      {
        type: 'tool-calls',
        toolCallList: [
          {
            id: options.id ?? `tc-${seq}`,
            type: 'function',
            function: { name, arguments: JSON.stringify(input) },
          },
        ],
      },
      eventId,
    )
    return eventId
  }
  const report = (more: Record<string, unknown> = {}) =>
    tell({
      type: 'end-of-call-report',
      endedReason: 'customer-ended-call',
      startedAt: '2026-11-23T16:00:00.000Z',
      endedAt: '2026-11-23T16:01:30.000Z',
      cost: 0.21,
      artifact: { messages: [] },
      ...more,
    })
  return {
    ...w,
    callId,
    did,
    dialed,
    answers,
    hosted,
    reports,
    engine,
    tell,
    status,
    words,
    tool,
    report,
    questions: () => questions,
    call: () => w.calls.get(callId),
    async live() {
      w.dialer.start()
      await w.run(100)
      status('ringing')
      status('in-progress')
      words('assistant', 'Hi, this is Ava, the A.I. assistant for Test Roofing LLC.')
      await w.run(1_000)
    },
  }
}
