import type { CallId } from '../../src-preload/contract/primitives.ts'

/** Loudness of both sides, newest last. Written ten times a second per call and read by canvases, never by React. */
export interface Levels {
  homeowner: Float32Array
  agent: Float32Array
  /** How many have been written in all; the newest is at (written − 1) modulo the length. */
  written: number
}

export const KEPT_LEVELS = 600

export interface LevelBoard {
  note(callId: CallId, homeowner: number, agent: number): void
  of(callId: CallId): Levels | undefined
  forget(callId: CallId): void
}

export function createLevelBoard(): LevelBoard {
  const levels = new Map<CallId, Levels>()
  return {
    note(callId, homeowner, agent) {
      let call = levels.get(callId)
      if (!call) {
        call = { homeowner: new Float32Array(KEPT_LEVELS), agent: new Float32Array(KEPT_LEVELS), written: 0 }
        levels.set(callId, call)
      }
      const at = call.written % KEPT_LEVELS
      call.homeowner[at] = homeowner
      call.agent[at] = agent
      call.written++
    },
    of: (callId) => levels.get(callId),
    forget: (callId) => void levels.delete(callId),
  }
}
