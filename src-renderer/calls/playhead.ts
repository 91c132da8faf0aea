import { createStore, type StoreApi } from 'zustand'
import type { TurnView } from '../../src-preload/contract/calls.ts'

/** Where playback stands. The transcript selects from it only which turn is current. */
export interface Playhead {
  positionMs: number
  playing: boolean
  seek(positionMs: number): void
}

export const createPlayhead = (): StoreApi<Playhead> =>
  createStore(() => ({ positionMs: 0, playing: false, seek: () => undefined }))

/** The turn being heard: the last that has begun, as long as it has not ended more than a moment ago. */
export function turnAt(turns: TurnView[], positionMs: number): TurnView | undefined {
  const begun = turns.filter((turn) => turn.started_at_ms <= positionMs).at(-1)
  return begun && positionMs < begun.ended_at_ms + 400 ? begun : undefined
}
