import type { TextAnswer, TextLine, TextRefusal } from '../../core/follow-up/text-line.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'
import {
  accountReason,
  codeOf,
  refusedStatus,
  statusOf,
  type TelnyxAccess,
  telnyxClient,
  telnyxWords,
  unavailable,
} from './telnyx-client.ts'

export interface TelnyxTextSettings extends TelnyxAccess {
  /** Null: the profile that the sending number belongs to. */
  readonly messagingProfileId: string | null
}

const OPTED_OUT = '40300'
const NOT_REGISTERED = '40010'

/** Telnyx messaging. A message carries no reference of ours and no command id (protocols/telnyx.md section 9). */
export function telnyxTexts({ messagingProfileId, ...access }: TelnyxTextSettings): TextLine {
  const client = telnyxClient(access)
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
        if (statusOf(error) === 404) return 'none'
        throw unavailable('Telnyx could not be asked', error)
      }
    },
  }
}

function refusal(error: unknown): TextAnswer {
  const status = refusedStatus(error, 'the text')
  return {
    sent: false,
    because: becauseOf(error, status),
    reason: reasonOf(error, status),
    detail: `Telnyx refused the text: ${telnyxWords(error)}`,
  }
}

function reasonOf(error: unknown, status: number): string {
  if (codeOf(error) === NOT_REGISTERED)
    return 'your number is not registered for texts; finish its registration in the Telnyx portal'
  return accountReason(status) ?? 'Telnyx refused the text; the Telnyx portal says why'
}

function becauseOf(error: unknown, status: number): TextRefusal {
  if (codeOf(error) === OPTED_OUT) return 'opted-out'
  return status === 429 ? 'rate-limited' : 'refused'
}
