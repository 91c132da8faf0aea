import { randomUUID } from 'node:crypto'
import {
  type Contractor,
  type Conversation,
  type Happening,
  type LeadFacts,
  officeNotes,
  type Script,
} from '../anthropic/live/conversation.ts'
import { decideTurn } from '../anthropic/live/decide.ts'
import { taggedJson } from '../anthropic/messages-request.ts'
import type { Homeowner, HomeownerEvent } from '../homeowners/homeowner.ts'
import { reactHomeowner } from '../homeowners/react-homeowner.ts'
import { spokenText } from '../voices/voice.ts'
import type { VapiAssistant } from './create-call.ts'
import type { ServerMessages } from './server-messages.ts'
import { pauseUnlessOver, type SpokenLines } from './spoken-lines.ts'

/** Vapi looks for a voicemail after two seconds and then every two and a half. */
const DETECTED_AFTER_MS = 4_500
const MOST_TURNS = 24
const BUILT_IN_END = 'end_call'

export interface HostedTalkParts {
  readonly assistant: VapiAssistant
  readonly homeowner: Homeowner
  readonly lines: SpokenLines
  readonly server: ServerMessages
  readonly common: () => object
  readonly seconds: () => number
  readonly speed: number
  /** The line is dead. */
  readonly over: AbortSignal
  readonly hangUp: (reason: string) => void
}

/** What is said in a call that Vapi holds: its assistant and the homeowner, in text. */
export class HostedTalk {
  readonly #parts: HostedTalkParts
  readonly #happenings: Happening[] = []
  readonly #hints: string[] = []
  #homeowner: Homeowner
  #muted = false
  #leaving = false
  /** The assistant has one mouth: what it is told to say waits for what it is saying. */
  #mouth: Promise<unknown> = Promise.resolve()
  /** Aborted when something else is to be said at once. */
  #speech = new AbortController()
  /** What the assistant has said since the homeowner last reacted. */
  #unheard: string[] = []
  /** What the homeowner does after a while of their own. */
  #waking: Promise<void> | null = null

  constructor(parts: HostedTalkParts) {
    this.#parts = parts
    this.#homeowner = parts.homeowner
  }

  /** Until somebody hangs up. */
  async hold(): Promise<void> {
    const { assistant, homeowner, speed, over, hangUp } = this.#parts
    const detects = assistant.voicemailDetection !== undefined && assistant.voicemailDetection !== 'off'
    if (detects && homeowner.character.detectedAs === 'machine')
      void pauseUnlessOver(DETECTED_AFTER_MS / speed, over).then(() => hangUp('voicemail'))
    // The assistant speaks first, whatever the other side says meanwhile.
    const opening = assistant.firstMessage ?? ''
    await Promise.all([this.#agentSays(opening), this.#homeownerHears({ type: 'answered', atMs: 0 })])
    for (let turn = 0; turn < MOST_TURNS && !over.aborted; turn++) {
      if (this.#parts.seconds() > (assistant.maxDurationSeconds ?? 600)) break
      await this.#mouth
      await this.#homeownerTurn()
      if (this.#homeowner.status === 'gone') return hangUp('customer-ended-call')
      await this.#agentTurn()
    }
    hangUp('exceeded-max-duration')
  }

  mute(muted: boolean): void {
    this.#muted = muted
  }

  /** What is added to the assistant's messages; only a note of the office is known as one. */
  hint(message: string): void {
    this.#hints.push(...officeNotes(message))
  }

  /** A line that somebody outside wants said, and after which the call may end. */
  async say(text: string, { atOnce, thenHangUp }: { atOnce: boolean; thenHangUp: boolean }): Promise<void> {
    if (atOnce) {
      this.#speech.abort()
      this.#speech = new AbortController()
    }
    const said = this.#agentSays(text)
    if (!thenHangUp) return
    this.#leaving = true
    await said
    this.#parts.hangUp('assistant-ended-call-after-message-spoken')
  }

  async #agentSays(text: string): Promise<void> {
    if (text === '' || this.#muted || this.#leaving) return
    const { signal } = this.#speech
    const said = this.#mouth.then(() => this.#parts.lines.say('bot', text, signal))
    this.#mouth = said
    const spoken = await said
    if (spoken === '') return
    this.#unheard.push(spoken)
    this.#happenings.push({ by: 'agent', text: spoken, interrupted: spoken !== text })
  }

  /** A phone that is about to put the call through answers nothing until it has. */
  async #homeownerTurn(): Promise<void> {
    const waking = this.#waking
    this.#waking = null
    if (waking) return waking
    const text = this.#unheard.splice(0).join(' ')
    return this.#homeownerHears({ type: 'agent-finished', text, atMs: 0 })
  }

  /** Lets the homeowner react, and everything they say be heard. */
  async #homeownerHears(event: HomeownerEvent): Promise<void> {
    const { over, speed } = this.#parts
    if (over.aborted) return
    const [next, ...actions] = reactHomeowner(this.#homeowner, event)
    this.#homeowner = next
    for (const action of actions) {
      if (action.do === 'press-digit') await this.#homeownerSays(`User's Keypad Entry: ${action.digit}`)
      if (action.do === 'wake-after' && action.id !== 'recording-ends')
        this.#waking = pauseUnlessOver(action.ms / speed, over).then(() =>
          this.#homeownerHears({ type: 'wake', id: action.id, atMs: 0 }),
        )
      if (action.do !== 'say') continue
      await this.#homeownerSays(spokenText(action.text))
      await this.#homeownerHears({ type: 'own-line-finished', atMs: 0 })
    }
  }

  async #homeownerSays(text: string): Promise<void> {
    const said = await this.#parts.lines.say('user', text)
    if (said !== '') this.#happenings.push({ by: 'homeowner', text: said })
  }

  async #agentTurn(): Promise<void> {
    const { assistant, over, hangUp } = this.#parts
    const { signal: cut } = this.#speech
    for (let step = 0; step < 4 && !over.aborted && !cut.aborted; step++) {
      const turn = decideTurn({
        ...briefingOf(assistant),
        hints: this.#hints,
        happenings: this.#happenings,
      })
      await this.#agentSays(turn.say)
      if (!turn.tool || over.aborted || cut.aborted) return
      const { name, input } = turn.tool
      const endsTheCall = name === BUILT_IN_END && !this.#isFunction(name)
      if (endsTheCall || (await this.#callTool(name, input))) hangUp('assistant-ended-call')
    }
  }

  /** True when the tool's answer, or what stands in for a missing one, ends the call. */
  async #callTool(name: string, input: Readonly<Record<string, unknown>>): Promise<boolean> {
    const { assistant, server, common } = this.#parts
    const toolCall = {
      id: `call_${randomUUID().slice(0, 8)}`,
      type: 'function',
      function: { name, arguments: JSON.stringify(input) },
    }
    const answer = await server.ask({
      type: 'tool-calls',
      toolCallList: [{ ...toolCall, name, parameters: input }],
      toolWithToolCallList: [{ type: 'function', function: { name }, toolCall }],
      ...common(),
    })
    const result = (answer as { results?: ToolResult[] } | null)?.results?.[0]
    const failed = result === undefined || result.error !== undefined
    const text =
      typeof result?.result === 'string'
        ? result.result
        : JSON.stringify(result?.result ?? result?.error ?? 'No result returned')
    this.#happenings.push({ by: 'tool', name, input, result: text, failed })
    const own = assistant.model?.tools?.find((tool) => tool.function?.name === name)?.messages
    const message =
      result?.message ?? own?.find(({ type }) => type === (failed ? 'request-failed' : 'request-complete'))
    if (message?.content) await this.#agentSays(message.content)
    return message?.endCallAfterSpokenEnabled === true
  }

  #isFunction(name: string): boolean {
    return this.#parts.assistant.model?.tools?.some((tool) => tool.function?.name === name) ?? false
  }
}

/** What the assistant's prompt tells, in the same tags as a live turn. */
function briefingOf({ model, metadata }: VapiAssistant): Omit<Conversation, 'happenings' | 'hints'> {
  const briefing = (model?.messages ?? []).map((message) => message.content).join('\n')
  const names = (model?.tools ?? []).map(
    (tool) => tool.function?.name ?? (tool.type === 'endCall' ? BUILT_IN_END : tool.type),
  )
  return {
    script: taggedJson<Script>(briefing, 'script') ?? {},
    contractor: taggedJson<Contractor>(briefing, 'contractor') ?? {},
    lead: taggedJson<LeadFacts>(briefing, 'lead_facts') ?? metadata ?? {},
    tools: new Set(names),
    // A hosted engine is told no stages.
    toAsk: undefined,
    asksOnceMore: false,
    toRepeat: null,
  }
}

interface ToolResult {
  readonly toolCallId?: string
  readonly result?: unknown
  readonly error?: string
  readonly message?: { readonly content?: string; readonly endCallAfterSpokenEnabled?: boolean }
}
