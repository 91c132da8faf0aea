/**
 * Keeps people on the phone company when the desktop vanishes (reliability.md section 4.7): a line after less than a
 * second, again after eight, a goodbye after fifteen, and the line is hung up within twenty. All that it needs for that
 * is in memory only, and is forgotten with the stream it belongs to.
 */
import { unreachable } from '../unreachable.ts'
import type { LifeboatStep } from '../wire/control-messages.ts'
import { type HangUp, type HangUpGrant, mayBeCalled } from './hang-up.ts'

/** A link that was only cut for a moment comes back within this time, and nobody need be told anything. */
const HOLD_AFTER_MS = 700
const HOLD_AGAIN_AFTER_MS = 8_000
const GOODBYE_AFTER_MS = 15_000
/** By then a desktop that is there has attached the call's sound anew, or has hung up (reliability.md C3: 4 s). */
const ATTACHED_ANEW_WITHIN_MS = 30_000
const PCMU_BYTES_PER_MS = 8
const MAX_CLIPS = 32

export interface Protection extends HangUpGrant {
  readonly holdClipId: string
  readonly goodbyeClipId: string
}

export interface LifeboatParts {
  readonly relayIsPublic: boolean
  readonly phone: { sendAudio(streamId: number, pcmu: Buffer): void; clear(streamId: number): void }
  readonly hangUp: HangUp
  readonly tell: (callId: string, step: LifeboatStep['step']) => void
}

export interface Lifeboat {
  keepClip(clipId: string, pcmu: Buffer): void
  /** False when the grant names an address that this relay may not call. */
  protect(streamId: number, callId: string, protection: Protection): boolean
  /**
   * `callGoesOn`: the sound broke off, which ends no call at the carrier. It is hung up in its time all the same when its
   * desktop is away, or goes before it can have attached the sound anew.
   */
  streamEnded(streamId: number, callGoesOn: boolean): void
  desktopLost(): void
  /** The same run of the desktop, with its calls in mind: it goes on with them. */
  desktopBack(): void
  /** How many calls are protected, and how many are being kept company. */
  counts(): { protected: number; alone: number }
}

interface Boat {
  readonly callId: string
  readonly protection: Protection
  timers: NodeJS.Timeout[]
  spoke: boolean
  hasSound: boolean
}

export function lifeboat({ relayIsPublic, phone, hangUp, tell }: LifeboatParts): Lifeboat {
  const clips = new Map<string, Buffer>()
  const boats = new Map<number, Boat>()
  let desktopIsThere = true

  function say(streamId: number, boat: Boat, clipId: string): number {
    const pcmu = clips.get(clipId)
    // Whatever the desktop had queued is half a sentence by now.
    phone.clear(streamId)
    if (!pcmu) return 0
    boat.spoke = true
    phone.sendAudio(streamId, pcmu)
    return pcmu.length / PCMU_BYTES_PER_MS
  }

  function keepCompany(streamId: number, boat: Boat): void {
    rest(boat)
    const { holdClipId, goodbyeClipId } = boat.protection
    const hold = () => {
      if (!boat.hasSound) return
      say(streamId, boat, holdClipId)
      tell(boat.callId, 'held')
    }
    const sayGoodbye = () => {
      if (!boat.hasSound) {
        boats.delete(streamId)
        return void end(boat)
      }
      const lastsMs = say(streamId, boat, goodbyeClipId)
      tell(boat.callId, 'said_goodbye')
      boat.timers.push(setTimeout(() => void end(boat), lastsMs))
    }
    boat.timers = [
      setTimeout(hold, HOLD_AFTER_MS),
      setTimeout(hold, HOLD_AGAIN_AFTER_MS),
      setTimeout(sayGoodbye, GOODBYE_AFTER_MS),
    ]
  }

  async function end({ callId, protection }: Boat): Promise<void> {
    const result = await hangUp(protection)
    switch (result) {
      case 'done':
        return tell(callId, 'hung_up')
      case 'failed':
        // The carrier's own limit on the call ends it.
        return tell(callId, 'hang_up_failed')
      default:
        return unreachable(result)
    }
  }

  function leaveToDesktop(streamId: number, boat: Boat): void {
    rest(boat)
    boat.timers = [setTimeout(() => boats.delete(streamId), ATTACHED_ANEW_WITHIN_MS)]
  }

  /** A call whose sound is attached anew is protected by its new stream alone. */
  function forgetSoundless(callId: string): void {
    for (const [streamId, boat] of boats) {
      if (boat.callId !== callId || boat.hasSound) continue
      rest(boat)
      boats.delete(streamId)
    }
  }

  function rest(boat: Boat): void {
    for (const timer of boat.timers) clearTimeout(timer)
    boat.timers = []
  }

  return {
    keepClip(clipId, pcmu) {
      const oldest = clips.keys().next().value
      if (oldest !== undefined && clips.size >= MAX_CLIPS && !clips.has(clipId)) clips.delete(oldest)
      clips.set(clipId, pcmu)
    },
    protect(streamId, callId, protection) {
      if (!mayBeCalled(protection.carrierUrl, relayIsPublic)) return false
      forgetSoundless(callId)
      boats.set(streamId, { callId, protection, timers: [], spoke: false, hasSound: true })
      return true
    },
    streamEnded(streamId, callGoesOn) {
      const boat = boats.get(streamId)
      if (!boat) return
      boat.hasSound = false
      if (callGoesOn && desktopIsThere) return leaveToDesktop(streamId, boat)
      if (callGoesOn) return
      rest(boat)
      boats.delete(streamId)
    },
    desktopLost() {
      if (!desktopIsThere) return
      desktopIsThere = false
      for (const [streamId, boat] of boats) keepCompany(streamId, boat)
    },
    desktopBack() {
      desktopIsThere = true
      for (const [streamId, boat] of boats) {
        if (!boat.hasSound) {
          // The desktop is told that the stream ended, and attaches the call anew.
          leaveToDesktop(streamId, boat)
          continue
        }
        rest(boat)
        if (boat.spoke) phone.clear(streamId)
        boat.spoke = false
      }
    },
    counts: () => ({ protected: boats.size, alone: desktopIsThere ? 0 : boats.size }),
  }
}
