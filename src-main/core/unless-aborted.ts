/** What the promise gives, unless the signal fires before: then its reason is thrown. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop = () => {}
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    if (signal.aborted) stop()
    else signal.addEventListener('abort', stop, { once: true })
  })
  try {
    return await Promise.race([promise, aborted])
  } finally {
    // A signal of many sources is kept in memory as long as anybody listens to it.
    signal.removeEventListener('abort', stop)
  }
}
