import { randomUUID } from 'node:crypto'
import type {
  Contractor,
  Conversation,
  Happening,
  LeadFacts,
  Script,
} from '../anthropic/live/conversation.ts'
import { decideTurn } from '../anthropic/live/decide.ts'
import { taggedJson } from '../anthropic/messages-request.ts'
import { hashText } from '../chance.ts'
import type { Faults } from '../faults.ts'
import type { Listing } from '../homeowners/directory.ts'
import { type Homeowner, type HomeownerEvent, meet } from '../homeowners/homeowner.ts'
import { reactHomeowner } from '../homeowners/react-homeowner.ts'
import { pauseMs } from '../loopback/faulty-http.ts'
import type { Studio } from '../voices/studio.ts'
import { agentVoice, DEFAULT_AGENT_VOICE_ID, spokenText } from '../voices/voice.ts'
import type { VapiAssistant, VapiCallRequest } from './create-call.ts'
import { recordedSide, type Side } from './recorded-call.ts'
import { serverMessages } from './server-messages.ts'

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
  readonly message?: { readonly content?: string }
  readonly control?: string
}

const MS_PER_WORD = 360
const MOST_TURNS = 24
const COST_PER_MINUTE = 0.05

interface Line {
  readonly role: 'bot' | 'user'
  readonly message: string
  readonly time: number
  readonly secondsFromStart: number
}

export function hostCall(
  request: VapiCallRequest,
  listing: Listing,
  origin: string,
  faults: Faults,
  studio: Pick<Studio, 'speak'>,
  speed: number,
): HostedCall {
  const id = randomUUID()
  const { assistant } = request
  const server = serverMessages(assistant, faults)
  const lines: Line[] = []
  const happenings: Happening[] = []
  const createdAt = new Date().toISOString()
  let status: 'queued' | 'ringing' | 'in-progress' | 'ended' = 'queued'
  let endedReason: string | null = null
  let startedAtMs: number | null = null
  let endedAtMs: number | null = null
  const hints: string[] = []
  let cancelled = false
  let muted = false
  /** A message after which the call ends is being said. */
  let lastWords: Promise<void> | null = null
  let homeowner: Homeowner = meet(listing.character, hashText(request.customer.number), listing.facts)

  const seconds = (): number =>
    (startedAtMs === null ? 0 : ((endedAtMs ?? Date.now()) - startedAtMs) * speed) / 1_000
  const cost = (): number => Math.round((seconds() / 60) * COST_PER_MINUTE * 10_000) / 10_000

  const resource = (): object => ({
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
    ...(startedAtMs !== null && { startedAt: new Date(startedAtMs).toISOString() }),
    ...(endedAtMs !== null && {
      endedAt: new Date((startedAtMs ?? endedAtMs) + seconds() * 1_000).toISOString(),
      endedReason,
    }),
    ...(endedAtMs !== null && { artifact: artifact() }),
  })

  const common = (): object => ({
    call: resource(),
    assistant: { name: assistant.name, metadata: assistant.metadata },
    customer: request.customer,
  })

  function artifact(): object {
    return {
      transcript: lines.map((line) => `${line.role === 'bot' ? 'AI' : 'User'}: ${line.message}`).join('\n'),
      messages: lines,
    }
  }

  function setStatus(next: typeof status): void {
    status = next
    server.tell({ type: 'status-update', status, ...(endedReason && { endedReason }), ...common() })
  }

  async function spoken(role: 'bot' | 'user', text: string): Promise<void> {
    const speaker = role === 'bot' ? 'assistant' : 'user'
    server.tell({ type: 'speech-update', status: 'started', role: speaker, turn: lines.length, ...common() })
    lines.push({ role, message: text, time: Date.now(), secondsFromStart: seconds() })
    await pauseMs((text.split(' ').length * MS_PER_WORD) / speed)
    server.tell({
      type: 'speech-update',
      status: 'stopped',
      role: speaker,
      turn: lines.length - 1,
      ...common(),
    })
    server.tell({ type: 'transcript', role: speaker, transcriptType: 'final', transcript: text, ...common() })
  }

  /** Lets the homeowner react, and everything they say be heard. */
  async function homeownerHears(event: HomeownerEvent): Promise<void> {
    const [next, ...actions] = reactHomeowner(homeowner, event)
    homeowner = next
    for (const action of actions) {
      if (action.do === 'press-digit') await spokenByHomeowner(`User's Keypad Entry: ${action.digit}`)
      if (action.do === 'wake-after' && action.id !== 'recording-ends')
        await homeownerHears({ type: 'wake', id: action.id, atMs: 0 })
      if (action.do !== 'say') continue
      await spokenByHomeowner(spokenText(action.text))
      await homeownerHears({ type: 'own-line-finished', atMs: 0 })
    }
  }

  async function spokenByHomeowner(text: string): Promise<void> {
    await spoken('user', text)
    happenings.push({ by: 'homeowner', text })
  }

  async function agentSays(text: string): Promise<void> {
    if (text === '' || muted || cancelled) return
    await spoken('bot', text)
    happenings.push({ by: 'agent', text, interrupted: false })
  }

  /** True when the tool's answer, or what stands in for a missing one, ends the call. */
  async function callTool(name: string, input: Readonly<Record<string, unknown>>): Promise<boolean> {
    const toolCall = {
      id: `call_${randomUUID().slice(0, 8)}`,
      type: 'function',
      function: { name, arguments: JSON.stringify(input) },
    }
    const prose = { id: toolCall.id, name, parameters: input }
    const answer = await server.ask({
      type: 'tool-calls',
      toolCallList: [{ ...toolCall, ...prose }],
      toolWithToolCallList: [{ type: 'function', function: { name }, toolCall }],
      ...common(),
    })
    const result = (answer as { results?: ToolResult[] } | null)?.results?.[0]
    const text =
      typeof result?.result === 'string'
        ? result.result
        : JSON.stringify(result?.result ?? result?.error ?? 'No result returned')
    happenings.push({
      by: 'tool',
      name,
      input,
      result: text,
      failed: result === undefined || result.error !== undefined,
    })
    const failed = result === undefined || result.error !== undefined
    const own = assistant.model?.tools?.find((tool) => tool.function?.name === name)?.messages
    const message =
      result?.message ?? own?.find(({ type }) => type === (failed ? 'request-failed' : 'request-complete'))
    if (message?.content) await agentSays(message.content)
    return message?.endCallAfterSpokenEnabled === true
  }

  async function hold(): Promise<string> {
    await homeownerHears({ type: 'answered', atMs: 0 })
    const detects = assistant.voicemailDetection !== undefined && assistant.voicemailDetection !== 'off'
    if (detects && listing.character.detectedAs === 'machine') return 'voicemail'
    let heard = assistant.firstMessage ?? ''
    await agentSays(heard)
    for (let turn = 0; turn < MOST_TURNS; turn++) {
      const reason = await endedFromOutside()
      if (reason) return reason
      await homeownerHears({ type: 'agent-finished', text: heard, atMs: 0 })
      if (homeowner.status === 'gone') return 'customer-ended-call'
      heard = await agentTurn({ ...briefingOf(assistant), hints, happenings })
      if (heard === END) return 'assistant-ended-call'
    }
    return 'exceeded-max-duration'
  }

  async function endedFromOutside(): Promise<string | null> {
    await lastWords
    if (cancelled) return lastWords ? 'assistant-ended-call-after-message-spoken' : 'manually-canceled'
    return seconds() > (assistant.maxDurationSeconds ?? 600) ? 'exceeded-max-duration' : null
  }

  async function agentTurn(conversation: Conversation): Promise<string> {
    const said: string[] = []
    for (let step = 0; step < 4; step++) {
      const turn = decideTurn(conversation)
      await agentSays(turn.say)
      said.push(turn.say)
      if (!turn.tool) break
      if (turn.tool.name === BUILT_IN_END && !isFunction(turn.tool.name)) return END
      if (await callTool(turn.tool.name, turn.tool.input)) return END
    }
    return said.join(' ')
  }

  const isFunction = (name: string): boolean =>
    assistant.model?.tools?.some((tool) => tool.function?.name === name) ?? false

  async function run(): Promise<void> {
    setStatus('queued')
    await pauseMs(60)
    setStatus('ringing')
    const pickUp = listing.character.pickUp
    await pauseMs(pickUp.how === 'answers' ? pickUp.afterMs / speed : 800)
    if (cancelled) return end('manually-canceled')
    if (pickUp.how === 'rings-out') return end('customer-did-not-answer')
    if (pickUp.how !== 'answers') return end('customer-busy')
    startedAtMs = Date.now()
    setStatus('in-progress')
    server.tell({ type: 'assistant.started', ...common() })
    end(await hold())
  }

  function end(reason: string): void {
    endedAtMs = Date.now()
    endedReason = reason
    setStatus('ended')
    const minutes = seconds() / 60
    server.tell({
      type: 'end-of-call-report',
      endedReason: reason,
      ...(startedAtMs !== null && {
        startedAt: new Date(startedAtMs).toISOString(),
        endedAt: new Date(startedAtMs + seconds() * 1_000).toISOString(),
      }),
      cost: cost(),
      costs: [{ type: 'vapi', subType: 'normal', minutes, cost: cost() }],
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
      const spoken = lines.map(({ role, message, secondsFromStart }) => ({
        side: role === 'user' ? ('customer' as const) : ('assistant' as const),
        text: message,
        secondsFromStart,
      }))
      return recordedSide(spoken, side, voice, studio, seconds())
    },
    control(command) {
      if (command.type === 'end-call') cancelled = true
      if (command.type === 'add-message' && command.message?.content) hints.push(command.message.content)
      if (command.type === 'control') muted = command.control === 'mute-assistant'
      if (command.type !== 'say' || !command.content) return
      const said = agentSays(command.content)
      if (!command.endCallAfterSpoken) return
      lastWords = said.then(() => {
        cancelled = true
      })
    },
  }
}

/** What the assistant's prompt tells, in the same tags as a live turn. */
function briefingOf({ model, metadata }: VapiAssistant): Omit<Conversation, 'happenings' | 'hints'> {
  const briefing = (model?.messages ?? []).map((message) => message.content).join('\n')
  const names = (model?.tools ?? []).map(
    (tool) => tool.function?.name ?? (tool.type === 'endCall' ? 'end_call' : tool.type),
  )
  return {
    script: taggedJson<Script>(briefing, 'script') ?? {},
    contractor: taggedJson<Contractor>(briefing, 'contractor') ?? {},
    lead: taggedJson<LeadFacts>(briefing, 'lead_facts') ?? metadata ?? {},
    tools: new Set(names),
    // A hosted engine is told no stages.
    toAsk: undefined,
  }
}

const END = ' the call is over '
const BUILT_IN_END = 'end_call'

interface ToolResult {
  readonly toolCallId?: string
  readonly result?: unknown
  readonly error?: string
  readonly message?: { readonly content?: string; readonly endCallAfterSpokenEnabled?: boolean }
}
