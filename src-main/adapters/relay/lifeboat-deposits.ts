/** What this desktop leaves with its relay, so that nobody on the phone is met with silence should it vanish. */
import { createHash } from 'node:crypto'
import { type DesktopMessage, MAX_CLIP_BYTES } from '../../../cloud-relay/wire/control-messages.ts'
import type { Lifeboat } from '../../core/call/relay-link.ts'

/** The carrier's API, for hanging up and nothing else (reliability.md section 4.7). */
export interface HangUpGrant {
  readonly carrierUrl: string
  readonly carrierKey: string
}

interface Boarded {
  readonly holdClipId: string
  readonly goodbyeClipId: string
}

export interface LifeboatDeposits {
  protect(boat: Lifeboat): void
  /** The order that protects a stream which has just started, or null for a call that nobody put in the boat. */
  orderFor(callId: string, callControlId: string): object | null
  forget(callId: string): void
  /** The relay may have forgotten everything. */
  sendAgain(): void
}

export function lifeboatDeposits(
  grant: HangUpGrant,
  send: (message: DesktopMessage) => void,
): LifeboatDeposits {
  const boarded = new Map<string, Boarded>()
  const clips = new Map<string, Buffer>()

  function keep(sound: Uint8Array): string {
    const pcmu = Buffer.from(sound.subarray(0, MAX_CLIP_BYTES))
    const clipId = createHash('sha256').update(pcmu).digest('hex').slice(0, 32)
    if (!clips.has(clipId)) {
      clips.set(clipId, pcmu)
      sendClip(clipId, pcmu)
    }
    return clipId
  }

  const sendClip = (clipId: string, pcmu: Buffer) =>
    send({ type: 'lifeboat_clip', clip_id: clipId, pcmu: pcmu.toString('base64') })

  return {
    protect: ({ callId, hold, goodbye }) =>
      void boarded.set(callId, { holdClipId: keep(hold), goodbyeClipId: keep(goodbye) }),
    orderFor(callId, callControlId) {
      const boat = boarded.get(callId)
      if (!boat) return null
      return {
        type: 'protect',
        call_control_id: callControlId,
        hold_clip_id: boat.holdClipId,
        goodbye_clip_id: boat.goodbyeClipId,
        carrier_url: grant.carrierUrl,
        carrier_key: grant.carrierKey,
      }
    },
    forget: (callId) => void boarded.delete(callId),
    sendAgain() {
      for (const [clipId, pcmu] of clips) sendClip(clipId, pcmu)
    },
  }
}
