import type { RenderedLine } from './voice.ts'

/** Lines rendered before, by voice and text. A line that cannot be read counts as missing. */
export interface RenderCache {
  read(key: string): Promise<RenderedLine | null>
  write(key: string, line: RenderedLine): Promise<void>
}
