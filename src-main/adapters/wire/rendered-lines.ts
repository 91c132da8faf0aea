import type { RenderCache } from '../../core/call/speech/render-cache.ts'
import type { RenderedLine } from '../../core/call/speech/voice.ts'
import { SharedWork } from './shared-work.ts'

export interface RenderedLinesParts {
  readonly cache: RenderCache
  /** A line was rendered and could not be kept: it will be paid for again. */
  readonly onCacheFailure: (error: unknown) => void
  /** What a line that is too late for its asker is refused with. */
  readonly late: () => Error
}

/** Lines that calls of a campaign share: each is rendered once, whoever asks, and outlives an asker that leaves. */
export class RenderedLines {
  readonly #parts: RenderedLinesParts
  readonly #renders: SharedWork<RenderedLine>

  constructor(parts: RenderedLinesParts) {
    this.#parts = parts
    this.#renders = new SharedWork(parts.late)
  }

  /** From the cache, or rendered and kept there. Throws what `render` throws. */
  get(key: string, signal: AbortSignal, render: () => Promise<RenderedLine>): Promise<RenderedLine> {
    const { cache, onCacheFailure } = this.#parts
    return this.#renders.do(key, signal, async () => {
      const known = await cache.read(key)
      if (known) return known
      const line = await render()
      await cache.write(key, line).catch(onCacheFailure)
      return line
    })
  }
}
