import Telnyx from 'telnyx'
import type { TextAnswer, TextLine, TextRefusal } from '../../core/follow-up/text-line.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'

export interface TelnyxTextSettings {
  readonly apiKey: string
  readonly baseUrl: string
  /** Null: the profile that the sending number belongs to. */
  readonly messagingProfileId: string | null
}

const TIMEOUT_MS = 10_000
const OPTED_OUT = '40300'

/**
 * Telnyx messaging. A message carries no reference of ours and no command id, so the SDK's retries are off: a second
 * request would be a second text (protocols/telnyx.md section 9).
 */
export function telnyxTexts({ apiKey, baseUrl, messagingProfileId }: TelnyxTextSettings): TextLine {
  const client = new Telnyx({ apiKey, baseURL: baseUrl, maxRetries: 0, timeout: TIMEOUT_MS })
  return {
    async send({ to, from, text, newsUrl }, signal) {
      try {
        const { data } = await client.messages.send(
          {
            to,
            from,
            text,
            ...(messagingProfileId && { messaging_profile_id: messagingProfileId }),
            webhook_url: newsUrl,
            use_profile_webhooks: false,
          },
          { signal },
        )
        if (!data?.id) throw new VendorFailure('telnyx', 'unclear', 'Telnyx answered without a message')
        return { sent: true, carrierMessageId: data.id }
      } catch (error) {
        return refusal(error)
      }
    },

    async registration(phone, signal) {
      try {
        const assigned = await client.messaging10dlc.phoneNumberCampaigns.retrieve(phone, { signal })
        if (assigned.assignmentStatus !== 'ASSIGNED')
          return assigned.assignmentStatus === 'PENDING_ASSIGNMENT' ? 'pending' : 'none'
        const campaign = await client.messaging10dlc.campaign.retrieve(
          assigned.telnyxCampaignId || assigned.campaignId,
          { signal },
        )
        if (campaign.status !== 'ACTIVE') return 'none'
        return campaign.campaignStatus === 'MNO_PROVISIONED' ? 'active' : 'pending'
      } catch (error) {
        if (error instanceof Telnyx.APIError && error.status === 404) return 'none'
        throw new VendorFailure(
          'telnyx',
          'unavailable',
          `Telnyx could not be asked: ${describe(error)}`,
          error,
        )
      }
    },
  }
}

/** A clear "no" is an answer; everything that leaves the text's fate open is thrown as `unclear`. */
function refusal(error: unknown): TextAnswer {
  if (error instanceof VendorFailure) throw error
  const { status } = error instanceof Telnyx.APIError ? error : { status: undefined }
  if (status !== undefined && status >= 400 && status < 500 && status !== 408)
    return {
      sent: false,
      because: becauseOf(error, status),
      reason: `Telnyx refused the text: ${describe(error)}`,
    }
  throw new VendorFailure(
    'telnyx',
    'unclear',
    `Telnyx gave no clear answer to the text: ${describe(error)}`,
    error,
  )
}

function becauseOf(error: unknown, status: number): TextRefusal {
  if (codeOf(error) === OPTED_OUT) return 'opted-out'
  return status === 429 ? 'rate-limited' : 'refused'
}

interface TelnyxErrorBody {
  errors?: { code?: string; title?: string }[]
}
const firstOf = (error: unknown) =>
  error instanceof Telnyx.APIError ? ((error.error ?? {}) as TelnyxErrorBody).errors?.[0] : undefined
const codeOf = (error: unknown): string | undefined => firstOf(error)?.code

function describe(error: unknown): string {
  const first = firstOf(error)
  if (first) return `${first.title ?? 'error'} (${first.code ?? 'no code'})`
  return error instanceof Error ? error.message : String(error)
}
