import { z } from 'zod'
import type { DialRefusal } from '../../core/call/phone-line.ts'
import type { HostedEngine } from '../../core/hosted/hosted-engine.ts'
import { messageOf } from '../../core/message-of.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'
import { createCall } from './vapi-assistant.ts'
import { detailOf, NO_KEY, type VapiAccess, vapiClient } from './vapi-client.ts'
import { EndedCallBody, reportOf } from './vapi-report.ts'
import { bothSides } from './wav.ts'

export interface VapiSettings extends VapiAccess {
  /** Null: the number at Vapi that shows the contractor's caller ID is looked up. */
  readonly phoneNumberId: string | null
}

const RECORDING_TIMEOUT_MS = 60_000
/** Their clock and ours may differ by so much. */
const CLOCKS_DIFFER_MS = 300_000
const MOST_CALLS = 100
/** Of itself Vapi waits until the agent has said what it is saying. */
const AT_ONCE = { interruptAssistantEnabled: true, interruptionsEnabled: false }

const Call = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  status: z.string().optional(),
  monitor: z.looseObject({ controlUrl: z.url().optional() }).optional(),
})
const PhoneNumber = z.looseObject({ id: z.string(), number: z.string().optional() })

/** Vapi as the engine that holds a call. `ageMs` tells how long ago a call was dialed. */
export function vapiEngine(settings: VapiSettings | null, ageMs: (callId: string) => number): HostedEngine {
  const controlUrls = new Map<string, string>()
  const keepControl = (engineCallId: string, url: string) => {
    controlUrls.set(engineCallId, url)
    const [oldest] = controlUrls.keys()
    if (oldest !== undefined && controlUrls.size > MOST_CALLS) controlUrls.delete(oldest)
  }
  let phoneNumberId = settings?.phoneNumberId ?? null
  const { ask, read, command: send } = vapiClient(settings)

  const callPath = (engineCallId: string) => `/call/${encodeURIComponent(engineCallId)}`

  /** The number's id at Vapi, asked for once. */
  async function numberFor(from: string): Promise<string | null> {
    phoneNumberId ??=
      (await read('/phone-number', z.array(PhoneNumber)))?.find(({ number }) => number === from)?.id ?? null
    return phoneNumberId
  }

  async function control(engineCallId: string, command: object): Promise<'done' | 'gone'> {
    const known = controlUrls.get(engineCallId)
    const call = known ? null : await read(callPath(engineCallId), Call)
    const url = known ?? call?.monitor?.controlUrl
    if (!url || call?.status === 'ended') return 'gone'
    keepControl(engineCallId, url)
    return send(url, command)
  }

  async function mustControl(engineCallId: string, command: object): Promise<void> {
    const done = await control(engineCallId, command).catch((error: unknown) => {
      throw new VendorFailure(
        'vapi',
        'unavailable',
        `Vapi did not take the command: ${messageOf(error)}`,
        error,
      )
    })
    if (done === 'gone') throw new VendorFailure('vapi', 'refused', 'Vapi no longer holds this call.')
  }

  return {
    missing: () => (settings ? null : NO_KEY),

    async dial(request, signal) {
      let id: string | null
      try {
        id = await numberFor(request.from)
      } catch (error) {
        return {
          placed: false,
          because: 'locked-out',
          reason:
            'Vapi could not be asked for your phone number; check its private key in Settings, or its status page',
          detail: messageOf(error),
        }
      }
      if (id === null)
        return {
          placed: false,
          because: 'locked-out',
          reason: `Vapi does not know your phone number ${request.from}; import it in the Vapi dashboard`,
          detail: 'no phone number at Vapi has this number, and VAPI_PHONE_NUMBER_ID is not set',
        }
      let response: Response
      try {
        response = await ask(
          '/call',
          { method: 'POST', body: JSON.stringify(createCall(request, id)) },
          signal,
        )
      } catch (error) {
        throw unclear(messageOf(error), error)
      }
      const because = refusal(response.status)
      if (because)
        return {
          placed: false,
          because,
          reason: reasonOf(response.status),
          detail: `Vapi refused the call: ${await detailOf(response)}`,
        }
      const call = Call.safeParse(await response.json().catch(() => null))
      if (!response.ok || !call.success) throw unclear(`HTTP ${response.status}`)
      if (call.data.monitor?.controlUrl) keepControl(call.data.id, call.data.monitor.controlUrl)
      return { placed: true, carrierCallId: call.data.id }
    },

    async hangUp(engineCallId) {
      try {
        await control(engineCallId, { type: 'end-call' })
      } catch (error) {
        throw new VendorFailure('vapi', 'unavailable', `Vapi did not hang up: ${messageOf(error)}`, error)
      }
    },

    say: (engineCallId, text) =>
      mustControl(engineCallId, { type: 'say', content: text, endCallAfterSpoken: false }),
    sayInstead: (engineCallId, text) =>
      mustControl(engineCallId, { type: 'say', content: text, endCallAfterSpoken: false, ...AT_ONCE }),
    sayLastWords: (engineCallId, text) =>
      mustControl(engineCallId, { type: 'say', content: text, endCallAfterSpoken: true, ...AT_ONCE }),
    advise: (engineCallId, text) =>
      mustControl(engineCallId, {
        type: 'add-message',
        message: { role: 'system', content: text },
        triggerResponseEnabled: false,
      }),
    mute: (engineCallId, muted) =>
      mustControl(engineCallId, { type: 'control', control: muted ? 'mute-assistant' : 'unmute-assistant' }),

    async lookUp(engineCallId) {
      const call = await read(callPath(engineCallId), Call)
      if (!call) return 'unknown'
      return call.status === 'ended' ? 'ended' : 'alive'
    },

    async findDialed(callId) {
      const dialedAtMs = Date.now() - ageMs(callId)
      const [since, until] = [-CLOCKS_DIFFER_MS, CLOCKS_DIFFER_MS].map((ms) =>
        new Date(dialedAtMs + ms).toISOString(),
      )
      // The latest come first: without an end, whatever the account did since then would hide it.
      const calls = await read(
        `/call?limit=${MOST_CALLS}&createdAtGt=${since}&createdAtLt=${until}`,
        z.array(Call),
      )
      return calls?.find(({ name }) => name === callId)?.id ?? null
    },

    async report(engineCallId) {
      const call = await read(callPath(engineCallId), z.looseObject({ status: z.string().optional() }))
      if (call === null) return 'unknown'
      if (call.status !== 'ended') return 'alive'
      return reportOf(EndedCallBody.parse(call))
    },

    async recording(engineCallId) {
      const side = async (name: 'customer' | 'assistant') => {
        const asked = await ask(`${callPath(engineCallId)}/${name}-recording`, { redirect: 'manual' })
        const location = asked.headers.get('location')
        // The key is for Vapi, not for whoever stores its files.
        const answer = location
          ? await fetch(location, { signal: AbortSignal.timeout(RECORDING_TIMEOUT_MS) })
          : asked
        return answer.ok ? Buffer.from(await answer.arrayBuffer()) : null
      }
      const [homeowner, agent] = await Promise.all([side('customer'), side('assistant')])
      return homeowner && agent ? bothSides(homeowner, agent) : null
    },
  }
}

/** What is clear and a no; null when it is neither, and when it is a yes. */
function refusal(status: number): DialRefusal | null {
  if (status < 400 || status >= 500 || status === 408) return null
  if (status === 429) return 'rate-limited'
  return status === 401 || status === 402 || status === 403 ? 'locked-out' : 'refused'
}

function reasonOf(status: number): string {
  if (status === 401 || status === 403)
    return 'Vapi does not accept its private key; enter the right one in Settings'
  if (status === 402) return 'Vapi asks for payment; add credit in the Vapi dashboard'
  return status === 429 ? 'Vapi takes no more calls for the moment' : 'Vapi refused the call'
}

const unclear = (detail: string, cause?: unknown) =>
  new VendorFailure('vapi', 'unclear', `Vapi gave no clear answer to the dial: ${detail}`, cause)
