/** So much beyond the limit is read and forgotten; whoever sends more is cut off. */
const MAX_FORGOTTEN_BYTES = 8_388_608

export type LimitedBody =
  | { fits: true; bytes: Buffer }
  /** `isRead`: nothing of it is left on the connection, which can carry the next request. */
  | { fits: false; isRead: boolean }

/**
 * The body of a request, of at most `maxBytes`. A larger one is read to its end all the same: what is left unread holds
 * up the requests behind it on a kept connection, and closing that loses the answer.
 */
export async function limitedBody(request: Request, maxBytes: number): Promise<LimitedBody> {
  const mostBytes = maxBytes + MAX_FORGOTTEN_BYTES
  if (Number(request.headers.get('content-length')) > mostBytes) return { fits: false, isRead: false }
  const reader = request.body?.getReader()
  let kept: Uint8Array[] = []
  let bytes = 0
  for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
    bytes += next.value.length
    if (bytes > mostBytes) return { fits: false, isRead: false }
    if (bytes <= maxBytes) kept.push(next.value)
    else kept = []
  }
  return bytes <= maxBytes ? { fits: true, bytes: Buffer.concat(kept, bytes) } : { fits: false, isRead: true }
}
