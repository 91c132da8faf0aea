/** How chunks that arrive unevenly are played evenly: each is placed on the audio clock, right after the last. */
export const LEAD_SECONDS = 0.2
const MOST_BEHIND_SECONDS = 1

export type Placement = { play: true; atSeconds: number } | { play: false }

/**
 * @param playheadSeconds where the last placed chunk ends on the audio clock, or null at the start
 */
export function placeChunk(playheadSeconds: number | null, nowSeconds: number): Placement {
  // Nothing is left to play: start again with a little reserve, or every late chunk would click.
  if (playheadSeconds === null || playheadSeconds < nowSeconds)
    return { play: true, atSeconds: nowSeconds + LEAD_SECONDS }
  // Chunks piled up while the line or the tab was stalled: a listener wants the present, so these are dropped.
  if (playheadSeconds - nowSeconds > MOST_BEHIND_SECONDS) return { play: false }
  return { play: true, atSeconds: playheadSeconds }
}
