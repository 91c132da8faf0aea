import Telnyx from 'telnyx'
import { messageOf } from '../../core/message-of.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'

export interface TelnyxAccess {
  readonly apiKey: string
  readonly baseUrl: string
}

const ANSWER_WITHIN_MS = 10_000

/**
 * The SDK's own retries are off for everything: it would repeat a dial outside the 60 s window in which the carrier
 * recognises our command id (protocols/telnyx.md section 12.3), and a text, which has no such id, would be sent twice.
 */
export const telnyxClient = ({ apiKey, baseUrl }: TelnyxAccess): Telnyx =>
  new Telnyx({ apiKey, baseURL: baseUrl, maxRetries: 0, timeout: ANSWER_WITHIN_MS })

/**
 * The status of a clear "no", which is an answer. Everything that leaves open what became of `what` was asked for, such
 * as `the dial`, is thrown as `unclear`.
 */
export function refusedStatus(error: unknown, what: string): number {
  if (error instanceof VendorFailure) throw error
  const status = statusOf(error)
  if (status !== undefined && status >= 400 && status < 500 && status !== 408) return status
  throw new VendorFailure(
    'telnyx',
    'unclear',
    `Telnyx gave no clear answer to ${what}: ${telnyxWords(error)}`,
    error,
  )
}

export const statusOf = (error: unknown): number | undefined =>
  error instanceof Telnyx.APIError ? error.status : undefined

/** Telnyx's own code of what went wrong, e.g. `90018`. */
export const codeOf = (error: unknown): string | undefined => firstErrorOf(error)?.code

/** What went wrong, in Telnyx's words where it has any. */
export function telnyxWords(error: unknown): string {
  const first = firstErrorOf(error)
  if (first) return `${first.title ?? 'error'} (${first.code ?? statusOf(error) ?? 'no code'})`
  return messageOf(error)
}

/** What a person can do about an answer that has to do with the account; null when it is about what was asked for. */
export function accountReason(status: number): string | null {
  switch (status) {
    case 401:
      return 'Telnyx does not accept the API key; enter the right one in Settings'
    case 403:
      return 'Telnyx does not let your account do this; look at its balance, verification and limits in the Telnyx portal'
    case 429:
      return 'Telnyx takes no more requests for the moment'
    default:
      return null
  }
}

/** `what` is how the sentence begins: `Telnyx did not hang up`. */
export const unavailable = (what: string, error: unknown): VendorFailure =>
  new VendorFailure('telnyx', 'unavailable', `${what}: ${telnyxWords(error)}`, error)

interface ErrorBody {
  readonly errors?: readonly { readonly code?: string; readonly title?: string }[]
}

const firstErrorOf = (error: unknown) =>
  error instanceof Telnyx.APIError ? ((error.error ?? {}) as ErrorBody).errors?.[0] : undefined
