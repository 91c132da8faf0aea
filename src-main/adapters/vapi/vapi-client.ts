import { z } from 'zod'
import { messageOf } from '../../core/message-of.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'

export interface VapiAccess {
  readonly apiKey: string
  readonly baseUrl: string
}

export interface VapiClient {
  /** One request; its answer may be any. Throws VendorFailure when there is no key. */
  ask(path: string, init?: RequestInit, signal?: AbortSignal): Promise<Response>
  /** What stands under a path; null when Vapi knows nothing of it. Throws VendorFailure. */
  read<T>(path: string, shape: z.ZodType<T>): Promise<T | null>
  /** Sends a command to a call that is up; `gone` when it is not. */
  command(controlUrl: string, command: object): Promise<'done' | 'gone'>
}

export const NO_KEY = 'Calls with Vapi need VAPI_API_KEY: add Vapi’s private key in Settings.'
const ANSWER_WITHIN_MS = 10_000

/**
 * Vapi, asked with plain `fetch`: nothing is ever tried twice by itself, since Vapi knows no idempotency key
 * (protocols/vapi.md section 1).
 */
export function vapiClient(access: VapiAccess | null): VapiClient {
  const ask: VapiClient['ask'] = async (path, init = {}, signal) => {
    if (!access) throw new VendorFailure('vapi', 'refused', NO_KEY)
    const inTime = AbortSignal.timeout(ANSWER_WITHIN_MS)
    return fetch(new URL(path, access.baseUrl), {
      ...init,
      headers: { authorization: `Bearer ${access.apiKey}`, 'content-type': 'application/json' },
      signal: signal ? AbortSignal.any([signal, inTime]) : inTime,
    })
  }
  return {
    ask,
    async read(path, shape) {
      try {
        const response = await ask(path)
        if (response.status === 404) return null
        if (!response.ok) throw new Error(await detailOf(response))
        return shape.parse(await response.json())
      } catch (error) {
        throw new VendorFailure('vapi', 'unavailable', `Vapi could not be asked: ${messageOf(error)}`, error)
      }
    },
    async command(controlUrl, command) {
      const response = await fetch(controlUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(command),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      })
      if (response.ok) return 'done'
      if (response.status === 404) return 'gone'
      throw new Error(await detailOf(response))
    },
  }
}

const Failure = z.object({ message: z.union([z.string(), z.array(z.string())]) })

/** What Vapi says against a request, or the status of its answer. */
export async function detailOf(response: Response): Promise<string> {
  const failure = Failure.safeParse(await response.json().catch(() => null))
  if (!failure.success) return `HTTP ${response.status}`
  return [failure.data.message].flat().join('; ')
}
