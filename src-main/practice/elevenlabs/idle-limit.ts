import type { WebSocket } from 'ws'

const DEFAULT_TIMEOUT_SECS = 20
const LONGEST_TIMEOUT_SECS = 180

export interface IdleLimit {
  readonly timeoutMs: number
  /** A message came: the time begins anew. */
  heard(): void
  stop(): void
}

/** Closes a socket to which nothing is sent for as long as its `inactivity_timeout` says. */
export function idleLimit(socket: WebSocket, query: URLSearchParams): IdleLimit {
  const timeoutSecs = Math.min(
    LONGEST_TIMEOUT_SECS,
    Number(query.get('inactivity_timeout') ?? DEFAULT_TIMEOUT_SECS),
  )
  const timeoutMs = timeoutSecs * 1_000
  const wait = () =>
    setTimeout(
      () =>
        socket.close(1008, `Have not received a new text input within the timeout of ${timeoutSecs} seconds`),
      timeoutMs,
    )
  let timer = wait()
  return {
    timeoutMs,
    heard() {
      clearTimeout(timer)
      timer = wait()
    },
    stop: () => clearTimeout(timer),
  }
}
