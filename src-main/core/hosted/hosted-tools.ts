import type { CallContext } from '../call/call-context.ts'
import { type Language, spokenLanguage } from '../conversation/language.ts'
import type { CallTools, ToolOutcome } from '../conversation/tools.ts'
import type { Transactions } from '../transactions.ts'
import { goodbyeOf, hostedLines } from './brief-assistant.ts'
import type { ToolAnswer, ToolCall } from './hosted-engine.ts'
import type { HostedTranscript } from './hosted-transcript.ts'

export interface HostedToolsParts {
  readonly context: CallContext
  readonly tools: CallTools
  readonly transcript: HostedTranscript
  readonly transactions: Transactions
  /** Somebody has said the last words already, or is about to. */
  readonly isLeaving: () => boolean
  /** It stands: what the tools did is stored. */
  readonly stored: () => void
  readonly did: (action: string) => void
}

/** The agent's tools in one hosted call: each call of one is made once, however often the engine asks. */
export class HostedTools {
  readonly #parts: HostedToolsParts
  readonly #used = new Map<string, Promise<ToolOutcome>>()

  constructor(parts: HostedToolsParts) {
    this.#parts = parts
  }

  /** In the transaction of the message that asks for them; the answers come in its order. */
  use(tools: readonly ToolCall[]): Promise<ToolAnswer[]> {
    const { transactions, isLeaving, stored, did } = this.#parts
    const wasLeaving = isLeaving()
    const running = tools.map((tool) => ({ tool, outcome: this.#run(tool) }))
    transactions.afterCommit(() => {
      for (const { tool, outcome } of running) this.#used.set(tool.toolCallId, outcome)
      stored()
    })
    return Promise.all(
      running.map(async ({ tool, outcome }) => {
        const done = await outcome
        if (done.action) did(done.action)
        const hangUpSaying = wasLeaving || done.isError ? null : this.#lastWords(tool.name)
        return { tool, outcome: done, hangUpSaying }
      }),
    )
  }

  #run({ toolCallId, name, input }: ToolCall): Promise<ToolOutcome> {
    const { tools, transcript } = this.#parts
    const known = this.#used.get(toolCallId)
    // What it did stands with the words already.
    if (known) return known.then((outcome) => ({ ...outcome, action: null }))
    return tools.run(name, input, (isThere) => transcript.heard(isThere), this.#language())
  }

  #lastWords(tool: string): string | null {
    const { context } = this.#parts
    if (tool === 'add_to_do_not_call') return hostedLines(context)['opt-out-confirmation']
    return tool === 'end_call' ? goodbyeOf(context) : null
  }

  #language(): Language {
    const { context, transcript } = this.#parts
    const first = context.voiceConfiguration.language === 'es' ? 'es' : 'en'
    return transcript.turns.reduce<Language>(
      (spoken, { speaker, text }) => (speaker === 'homeowner' ? (spokenLanguage(text) ?? spoken) : spoken),
      first,
    )
  }
}
