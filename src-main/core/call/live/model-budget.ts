import type { ModelUsage } from '../../conversation/language-model.ts'

/**
 * The most that one call may ask of the model. Twice what the longest talks of ten minutes use: whoever passes it is a
 * loop, or a homeowner who plays with the agent. At the prices of protocols/anthropic.md it keeps a call below a dollar.
 */
const MOST_REPLIES = 120
const MOST_OUTPUT_TOKENS = 12_000
const MOST_INPUT_TOKENS = 600_000

/** What a call has used of the model so far. */
export class ModelBudget {
  #replies = 0
  #inputTokens = 0
  #outputTokens = 0

  /** Counts one request. False once, when the budget is used up by it. */
  add(usage: ModelUsage): boolean {
    const was = this.#usedUp
    this.#replies++
    this.#inputTokens += usage.inputTokens + usage.cacheWriteTokens + usage.cachedTokens
    this.#outputTokens += usage.outputTokens
    return was || !this.#usedUp
  }

  inWords(): string {
    return `${this.#replies} replies, ${this.#inputTokens} tokens read, ${this.#outputTokens} written`
  }

  get #usedUp(): boolean {
    return (
      this.#replies >= MOST_REPLIES ||
      this.#outputTokens >= MOST_OUTPUT_TOKENS ||
      this.#inputTokens >= MOST_INPUT_TOKENS
    )
  }
}
