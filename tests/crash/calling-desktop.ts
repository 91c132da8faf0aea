/** A real desktop that calls people at a simulated carrier, and what that carrier saw of it. */
import { z } from 'zod'
import type { LocalApi } from '../fixtures/local-api.ts'
import { setUpContractor } from '../fixtures/set-up-contractor.ts'
import { weekLeads } from '../week/week-leads.ts'
import { startDesktopProcess } from './desktop-process.ts'

const LOOK_MS = 150
const HAPPENS_WITHIN_MS = 120_000

export async function withDesktop(
  options: Parameters<typeof startDesktopProcess>[0],
  work: (api: LocalApi) => Promise<void>,
): Promise<void> {
  const desktop = startDesktopProcess(options)
  const api = await desktop.api
  if (!api) throw new Error('the desktop did not start')
  await work(api)
  await desktop.stop()
}

/** Money, so many leads, and a campaign of them that dials. Answers its id. */
export async function campaignOf(
  leads: number,
  api: LocalApi,
  { fundedCents, callsAtOnce }: { readonly fundedCents: number; readonly callsAtOnce: number },
): Promise<string> {
  const contractor_id = await setUpContractor(api, fundedCents, { max_concurrent_calls: callsAtOnce })
  await api.post('/leads/import', weekLeads(leads))
  const { items } = (await api.get(`/leads?limit=${leads}`)).body
  const lead_ids = items.map(({ lead_id }: { lead_id: string }) => lead_id)
  const launched = await api.post('/ai-voice/campaign', { lead_ids, contractor_id })
  if (launched.status !== 201) throw new Error(`no campaign: ${JSON.stringify(launched.body)}`)
  const { campaign_id } = launched.body
  await until('the campaign is ready', async () => {
    const { status } = (await api.get(`/ai-voice/campaigns/${campaign_id}`)).body
    return status === 'running'
  })
  return campaign_id
}

const PhoneCalls = z.object({
  calls: z.array(
    z.object({
      call_control_id: z.string(),
      client_state: z.string(),
      status: z.string(),
      dialed_at_ms: z.number(),
      answered_at_ms: z.number().nullable(),
      ended_at_ms: z.number().nullable(),
    }),
  ),
})
/** Times are those of this machine's wall clock. */
export type PhoneCall = z.infer<typeof PhoneCalls>['calls'][number]

export const phoneCalls = async (control: string): Promise<PhoneCall[]> =>
  PhoneCalls.parse(await (await fetch(`${control}/calls`)).json()).calls

export const callIdOf = ({ client_state }: PhoneCall): string =>
  z.object({ call: z.string() }).parse(JSON.parse(Buffer.from(client_state, 'base64').toString())).call

export const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

export async function until(what: string, holds: () => Promise<boolean>): Promise<void> {
  const untilMs = performance.now() + HAPPENS_WITHIN_MS
  while (!(await holds())) {
    if (performance.now() > untilMs) throw new Error(`never happened: ${what}`)
    await pause(LOOK_MS)
  }
}
