/** A half-open socket still looks open, so both ends listen for life: often while a call is live, rarely otherwise. */
export const LIVE_PING_MS = 500
export const IDLE_PING_MS = 15_000
const DEAD_AFTER_PINGS = 3
export const HEARTBEAT_TICK_MS = 250

export interface Heartbeat {
  heard(nowMs: number): void
  /** Called every `HEARTBEAT_TICK_MS`. */
  tick(nowMs: number, live: boolean): 'nothing' | 'ping' | 'dead'
}

export function heartbeat(startMs: number): Heartbeat {
  let heardAtMs = startMs
  let pingedAtMs = startMs
  let tickedAtMs = startMs
  let wasLive = false
  return {
    heard(nowMs) {
      heardAtMs = nowMs
    },
    tick(nowMs, live) {
      const everyMs = live ? LIVE_PING_MS : IDLE_PING_MS
      // After our own stall, or when the first call begins, silence so far proves nothing about the peer.
      if (nowMs - tickedAtMs > 2 * HEARTBEAT_TICK_MS || (live && !wasLive))
        heardAtMs = Math.max(heardAtMs, nowMs - everyMs)
      tickedAtMs = nowMs
      wasLive = live
      if (nowMs - heardAtMs > DEAD_AFTER_PINGS * everyMs) return 'dead'
      if (nowMs - pingedAtMs < everyMs) return 'nothing'
      pingedAtMs = nowMs
      return 'ping'
    },
  }
}
