import { randomUUID } from 'node:crypto'
import { hashText } from '../chance.ts'
import type { Faults } from '../faults.ts'
import type { Listing } from '../homeowners/directory.ts'
import { meet } from '../homeowners/homeowner.ts'
import type { Studio } from '../voices/studio.ts'
import { agentVoice, DEFAULT_AGENT_VOICE_ID } from '../voices/voice.ts'
import type { VapiCallRequest } from './create-call.ts'
import { HostedTalk } from './hosted-talk.ts'
import { recordedSide, type Side } from './recorded-call.ts'
import { serverMessages } from './server-messages.ts'
import { pauseUnlessOver, SpokenLines } from './spoken-lines.ts'

/** A call that Vapi holds by itself: the same homeowners, in text; `speed` times as fast as speech, billed as if it were speech. */
export interface HostedCall {
  readonly id: string
  resource(): object
  /** One side of its recording; null when it was not recorded, or nobody answered. */
  recording(side: Side): Promise<Uint8Array> | null
  control(command: ControlCommand): void
}

export interface ControlCommand {
  readonly type?: string
  readonly content?: string
  readonly endCallAfterSpoken?: boolean
  readonly interruptAssistantEnabled?: boolean
  readonly message?: { readonly content?: string }
  readonly control?: string
}

export interface HostedCallParts {
  readonly request: VapiCallRequest
  readonly listing: Listing
  readonly origin: string
  readonly faults: Faults
  readonly studio: Pick<Studio, 'speak'>
  readonly speed: number
}

const COST_PER_MINUTE = 0.05
const QUEUED_MS = 60
const GIVES_UP_RINGING_MS = 800

export function hostCall(parts: HostedCallParts): HostedCall {
  const { request, listing, origin, speed } = parts
  const id = randomUUID()
  const { assistant } = request
  const server = serverMessages(assistant, parts.faults)
  const createdAt = new Date().toISOString()
  const line = new AbortController()
  let status: 'queued' | 'ringing' | 'in-progress' | 'ended' = 'queued'
  let endedReason: string | null = null
  let startedAtMs: number | null = null
  let endedAtMs: number | null = null

  const seconds = (): number =>
    (startedAtMs === null ? 0 : ((endedAtMs ?? Date.now()) - startedAtMs) * speed) / 1_000
  const cost = (): number => Math.round((seconds() / 60) * COST_PER_MINUTE * 10_000) / 10_000
  const common = (): object => ({
    call: resource(),
    assistant: { name: assistant.name, metadata: assistant.metadata },
    customer: request.customer,
  })
  const lines = new SpokenLines({ tell: server.tell, common, seconds, speed, over: line.signal })
  const talk = new HostedTalk({
    assistant,
    homeowner: meet(listing.character, hashText(request.customer.number), listing.facts),
    lines,
    server,
    common,
    seconds,
    speed,
    over: line.signal,
    hangUp,
  })

  const times = (): object => ({
    ...(startedAtMs !== null && { startedAt: new Date(startedAtMs).toISOString() }),
    ...(startedAtMs !== null &&
      endedAtMs !== null && { endedAt: new Date(startedAtMs + seconds() * 1_000).toISOString() }),
  })

  function resource(): object {
    return {
      id,
      orgId: 'org-practice',
      type: 'outboundPhoneCall',
      status,
      createdAt,
      updatedAt: new Date().toISOString(),
      phoneNumberId: request.phoneNumberId,
      customer: request.customer,
      name: request.name,
      phoneCallProvider: 'telnyx',
      phoneCallTransport: 'pstn',
      monitor: {
        controlUrl: `${origin}/control/${id}`,
        listenUrl: `${origin.replace('http', 'ws')}/listen/${id}`,
      },
      cost: cost(),
      subscriptionLimits: { concurrencyBlocked: false, concurrencyLimit: 10, remainingConcurrentCalls: 9 },
      ...times(),
      ...(endedAtMs !== null && { endedReason, artifact: artifact() }),
    }
  }

  const artifact = (): object => ({
    transcript: lines.all
      .map(({ role, message }) => `${role === 'bot' ? 'AI' : 'User'}: ${message}`)
      .join('\n'),
    messages: lines.all,
  })

  function setStatus(next: typeof status): void {
    status = next
    server.tell({ type: 'status-update', status, ...(endedReason && { endedReason }), ...common() })
  }

  async function run(): Promise<void> {
    setStatus('queued')
    await pauseUnlessOver(QUEUED_MS, line.signal)
    setStatus('ringing')
    const { pickUp } = listing.character
    await pauseUnlessOver(
      pickUp.how === 'answers' ? pickUp.afterMs / speed : GIVES_UP_RINGING_MS,
      line.signal,
    )
    if (!line.signal.aborted && pickUp.how === 'answers') {
      startedAtMs = Date.now()
      setStatus('in-progress')
      server.tell({ type: 'assistant.started', ...common() })
      await talk.hold()
    }
    hangUp(pickUp.how === 'rings-out' ? 'customer-did-not-answer' : 'customer-busy')
    end()
  }

  /** The first reason stands. */
  function hangUp(reason: string): void {
    if (line.signal.aborted) return
    endedReason = reason
    endedAtMs = Date.now()
    line.abort()
  }

  function end(): void {
    setStatus('ended')
    server.tell({
      type: 'end-of-call-report',
      endedReason,
      ...times(),
      cost: cost(),
      costs: [{ type: 'vapi', subType: 'normal', minutes: seconds() / 60, cost: cost() }],
      analysis: {},
      artifact: artifact(),
      ...common(),
    })
  }

  void run()
  return {
    id,
    resource,
    recording(side) {
      if (startedAtMs === null || endedAtMs === null || assistant.artifactPlan?.recordingEnabled === false)
        return null
      const voice =
        side === 'customer'
          ? listing.character.voice
          : agentVoice(assistant.voice?.voiceId ?? DEFAULT_AGENT_VOICE_ID)
      const spoken = lines.all.map(({ role, message, secondsFromStart }) => ({
        side: role === 'user' ? ('customer' as const) : ('assistant' as const),
        text: message,
        secondsFromStart,
      }))
      return recordedSide(spoken, side, voice, parts.studio, seconds())
    },
    control({ type, content, endCallAfterSpoken, interruptAssistantEnabled, message, control }) {
      if (type === 'end-call') hangUp('manually-canceled')
      if (type === 'add-message' && message?.content) talk.hint(message.content)
      if (type === 'control') talk.mute(control === 'mute-assistant')
      if (type === 'say' && content)
        void talk.say(content, {
          atOnce: interruptAssistantEnabled ?? false,
          thenHangUp: endCallAfterSpoken ?? false,
        })
    },
  }
}
