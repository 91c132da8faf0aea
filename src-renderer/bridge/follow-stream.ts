import { reconnectDelayMs } from './reconnect-policy.ts'

interface Stream<Event> {
  open(signal: AbortSignal): Promise<AsyncIterable<Event>>
  onEvent(event: Event): void
  onError?(error: unknown): void
}

/** Follows a stream of the core until the signal aborts, opening it again when it ends or breaks. */
export async function followStream<Event>(stream: Stream<Event>, signal: AbortSignal): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    try {
      for await (const event of await stream.open(signal)) {
        if (signal.aborted) return
        failures = 0
        stream.onEvent(event)
      }
    } catch (error) {
      if (signal.aborted) return
      stream.onError?.(error)
    }
    failures++
    await abortableSleep(reconnectDelayMs(failures, Math.random()), signal)
  }
}

function abortableSleep(delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, delayMs)
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        resolve()
      },
      { once: true },
    )
  })
}
