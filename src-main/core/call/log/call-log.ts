import type { Trouble } from '../../../../src-preload/contract/calls.ts'
import type { HangUpReason, TurnEffect, TurnEvent, TurnRules } from '../../turn-taking/turn.ts'
import type { MediaStream } from '../relay-link.ts'

/**
 * One thing that happened in a call. `atMs` counts from the moment the carrier opened the audio, on the monotonic
 * clock of the call, to a tenth of a millisecond. `turn` entries hold every decision with what caused it, so the
 * decisions can be made again offline (`replay.ts`); the others tell what the vendors and the line did.
 */
export type CallLogEntry =
  | { readonly kind: 'opened'; readonly atMs: number; readonly rules: TurnRules }
  | {
      readonly kind: 'turn'
      readonly atMs: number
      readonly event: TurnEvent
      readonly effects: readonly TurnEffect[]
    }
  /** A second of audio: per frame of the homeowner milliseconds since the one before and its dBFS; of the agent the first only. */
  | {
      readonly kind: 'frames'
      readonly atMs: number
      readonly homeowner: readonly number[]
      readonly agent: readonly number[]
    }
  | {
      readonly kind: 'recogniser'
      readonly atMs: number
      readonly says: 'started' | 'update' | 'eager' | 'resumed' | 'done'
      readonly text: string
    }
  | { readonly kind: 'token'; readonly atMs: number; readonly replyId: string; readonly text: string }
  | { readonly kind: 'say'; readonly atMs: number; readonly replyId: string; readonly text: string }
  | { readonly kind: 'tool'; readonly atMs: number; readonly replyId: string; readonly name: string }
  | {
      readonly kind: 'chunk'
      readonly atMs: number
      readonly lineId: string
      readonly durationMs: number
      readonly chars: number
      /** Told of the first audio of a reply. */
      readonly leadingSilenceMs?: number
    }
  | { readonly kind: 'mark-sent' | 'mark-back'; readonly atMs: number; readonly name: string }
  | { readonly kind: 'clear'; readonly atMs: number }
  | {
      readonly kind: 'reply'
      readonly atMs: number
      readonly replyId: string
      readonly status: string
      readonly reason?: string
    }
  | {
      readonly kind: 'usage'
      readonly atMs: number
      readonly inputTokens: number
      readonly cachedTokens: number
      readonly cacheWriteTokens: number
      readonly outputTokens: number
    }
  | {
      readonly kind: 'trouble'
      readonly atMs: number
      readonly what: Trouble
      readonly detail: string
    }
  | { readonly kind: 'answered-by'; readonly atMs: number; readonly who: 'human' | 'machine' | 'screener' }
  /** Nobody made a sound for more than 2.5 s; told when somebody does. */
  | { readonly kind: 'quiet'; readonly atMs: number; readonly silentMs: number }
  | { readonly kind: 'dead-air'; readonly atMs: number; readonly silentMs: number }
  | { readonly kind: 'hang-up'; readonly atMs: number; readonly reason: HangUpReason }

type WithoutTime<Entry> = Entry extends CallLogEntry ? Omit<Entry, 'atMs'> : never
/** An entry that still gets its time. */
export type Untimed = WithoutTime<CallLogEntry>

/** What happened in a call, entry by entry. Writing never fails; after `close` it does nothing. */
export interface CallLog {
  write(entry: CallLogEntry): void
  close(): void
}

/** A stream whose marks and clears are told as well; the wire always comes first. */
export function loggedStream(stream: MediaStream, log: (entry: Untimed) => void): MediaStream {
  return {
    sendAudio: (pcmu) => stream.sendAudio(pcmu),
    sendMark(name) {
      stream.sendMark(name)
      log({ kind: 'mark-sent', name })
    },
    clear() {
      stream.clear()
      log({ kind: 'clear' })
    },
    close: () => stream.close(),
  }
}

const FRAMES_PER_ENTRY = 50

/** Packs the arrival and loudness of single frames into one entry a second. */
export class FrameTrace {
  readonly #tell: (entry: Untimed) => void
  #homeowner: number[] = []
  #agent: number[] = []
  #lastHomeownerMs = 0
  #lastAgentMs = 0

  constructor(tell: (entry: Untimed) => void) {
    this.#tell = tell
  }

  homeowner(atMs: number, dbfs: number): void {
    this.#homeowner.push(tenths(atMs - this.#lastHomeownerMs), Math.round(dbfs))
    this.#lastHomeownerMs = atMs
    if (this.#homeowner.length >= FRAMES_PER_ENTRY * 2) this.flush()
  }

  agent(atMs: number): void {
    this.#agent.push(tenths(atMs - this.#lastAgentMs))
    this.#lastAgentMs = atMs
    if (this.#agent.length >= FRAMES_PER_ENTRY) this.flush()
  }

  flush(): void {
    if (this.#homeowner.length + this.#agent.length === 0) return
    this.#tell({ kind: 'frames', homeowner: this.#homeowner, agent: this.#agent })
    this.#homeowner = []
    this.#agent = []
  }
}

/** To a tenth of a millisecond: finer than anything that is decided, coarse enough to stay small on disk. */
export const tenths = (ms: number): number => Math.round(ms * 10) / 10
