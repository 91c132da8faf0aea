/** What a person sees of the line to the core. */
export type ConnectionState =
  | { status: 'connecting' }
  | { status: 'online' }
  | { status: 'reconnecting'; attempt: number }
  | { status: 'refused'; detail: string }

export type LineEvent =
  | { type: 'opened' }
  | { type: 'lost' }
  | { type: 'attempt-failed' }
  | { type: 'turned-away'; detail: string }

const FIRST_DELAY_MS = 250
const LONGEST_DELAY_MS = 8_000

export function nextConnectionState(state: ConnectionState, event: LineEvent): ConnectionState {
  switch (event.type) {
    case 'opened':
      return { status: 'online' }
    case 'turned-away':
      return { status: 'refused', detail: event.detail }
    case 'lost':
      return { status: 'reconnecting', attempt: 1 }
    case 'attempt-failed':
      return { status: 'reconnecting', attempt: state.status === 'reconnecting' ? state.attempt + 1 : 1 }
  }
}

/** Doubles up to eight seconds; chance spreads the windows of one machine so that they do not return as a herd. */
export function reconnectDelayMs(attempt: number, chance: number): number {
  const doubled = FIRST_DELAY_MS * 2 ** Math.min(attempt - 1, 10)
  return Math.round(Math.min(doubled, LONGEST_DELAY_MS) * (0.75 + chance * 0.5))
}
