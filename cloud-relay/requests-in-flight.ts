import type { MiddlewareHandler } from 'hono'

const FINISH_WITHIN_MS = 2_000
const LOOK_EVERY_MS = 2

export interface RequestsInFlight {
  readonly count: MiddlewareHandler
  /** Answers once none is being worked on, or when waiting longer would keep everybody else waiting. */
  finish(): Promise<void>
}

export function requestsInFlight(): RequestsInFlight {
  let open = 0
  let finishing = false
  return {
    async count(c, next) {
      open += 1
      try {
        await next()
      } finally {
        open -= 1
        // Or the front would send the next request here, where nobody stores it.
        if (finishing) c.header('Connection', 'close')
      }
    },
    async finish() {
      finishing = true
      const untilMs = performance.now() + FINISH_WITHIN_MS
      while (open > 0 && performance.now() < untilMs)
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
    },
  }
}
