import { createContext, use } from 'react'
import { createStore, type StoreApi } from 'zustand'
import type { LiveCallView } from '../../src-preload/contract/calls.ts'
import type { CallId } from '../../src-preload/contract/primitives.ts'
import type { Client } from '../bridge/bridge.ts'
import { badNewsOf } from '../bridge/problem.ts'
import { base64FromBytes } from '../ui/base64.ts'
import type { LiveCalls } from './live-store.ts'
import type { Microphone, MicrophoneListener } from './microphone.ts'
import { orderedSender } from './ordered-sender.ts'
import {
  agentIsBack,
  callEnded,
  deskProblem,
  microphoneGone,
  microphoneProblem,
  type PlainNews,
} from './take-over-words.ts'

type OwnCall = Pick<LiveCallView, 'call_id' | 'lead_name'>

/** The one call that the person at this window speaks in with their own microphone, if any. */
export type OwnVoice =
  | { status: 'silent' }
  /** The microphone is being opened; the browser may be asking the person. The agent still talks. */
  | { status: 'opening'; call: OwnCall }
  | { status: 'speaking'; call: OwnCall }

export interface TakeOverParts {
  calls: Pick<Client['calls'], 'takeover' | 'microphone' | 'handback'>
  openMicrophone(listener: MicrophoneListener, signal: AbortSignal): Promise<Microphone>
  /** Lets the person hear the homeowner until the signal aborts. */
  hear(callId: CallId, signal: AbortSignal): void
  tell(news: PlainNews): void
}

export interface TakeOver extends StoreApi<OwnVoice> {
  /** Loudness of the microphone this moment, 0 to 1. Read by a meter, never by React. */
  readonly level: number
  /** The person speaks with the homeowner themselves from now on. */
  begin(call: OwnCall): Promise<void>
  /** The agent goes on, with a note for it. True when it does. */
  handBack(brief: string): Promise<boolean>
  /** They thought better of it while the microphone was being opened. */
  cancel(): void
  /** What the core says of its live calls: the agent may have taken the call back, or the call may have ended. */
  follow(live: LiveCalls): void
}

const SILENT: OwnVoice = { status: 'silent' }

/**
 * Outlives the screens: whoever speaks with a homeowner may look up the lead meanwhile. The microphone comes first and
 * the core second, so that the agent never falls silent for somebody who has no voice.
 */
export function createTakeOver({ calls, openMicrophone, hear, tell }: TakeOverParts): TakeOver {
  const store = createStore<OwnVoice>(() => SILENT)
  let over = new AbortController()
  let level = 0
  let knownToCore = false
  let handingBack = false

  const stop = () => {
    over.abort()
    level = 0
    store.setState(SILENT, true)
  }
  const stopWith = (news: PlainNews) => {
    stop()
    tell(news)
  }

  async function begin(call: OwnCall): Promise<void> {
    if (store.getState().status !== 'silent') return
    over = new AbortController()
    knownToCore = false
    store.setState({ status: 'opening', call }, true)
    const { signal } = over
    const { call_id } = call
    const sender = orderedSender(
      (pcmu) => calls.microphone({ call_id, pcmu_base64: base64FromBytes(pcmu) }),
      (error) => refused(error, call, signal),
    )
    const heard: MicrophoneListener['heard'] = (chunk) => {
      if (store.getState().status !== 'speaking') return
      level = chunk.level
      sender.send(chunk.pcmu)
    }
    const lost = () => {
      stopWith(microphoneGone(call.lead_name))
      // Without this the agent would wait five seconds for the microphone; if it fails, it does.
      calls.handback({ call_id, brief: LOST_VOICE }).catch(() => undefined)
    }
    const microphone = await openMicrophone({ heard, lost }, signal).catch((error: unknown) => {
      if (!signal.aborted) stopWith(microphoneProblem(error))
      return null
    })
    if (!microphone) return
    signal.addEventListener('abort', () => {
      sender.close()
      microphone.close()
    })
    if (signal.aborted) return microphone.close()
    try {
      await calls.takeover({ call_id })
    } catch (error) {
      if (!signal.aborted) stopWith(deskProblem(error, call.lead_name))
      return
    }
    // They thought better of it meanwhile; if this fails, the core takes the call back by itself.
    if (signal.aborted) return void calls.handback({ call_id, brief: '' }).catch(() => undefined)
    store.setState({ status: 'speaking', call }, true)
    hear(call_id, signal)
  }

  /** A broken line is waited out: the core takes the call back by itself, and says so. */
  function refused(error: unknown, { lead_name }: OwnCall, signal: AbortSignal): void {
    const { code } = badNewsOf(error)
    if (signal.aborted || code === 'connection_lost') return
    stopWith(code === 'conflict' ? agentIsBack(lead_name) : deskProblem(error, lead_name))
  }

  return {
    ...store,
    get level() {
      return level
    },
    begin,
    async handBack(brief) {
      const voice = store.getState()
      if (voice.status !== 'speaking') return false
      const { signal } = over
      handingBack = true
      try {
        await calls.handback({ call_id: voice.call.call_id, brief })
      } catch (error) {
        if (!signal.aborted) tell(deskProblem(error, voice.call.lead_name))
        return false
      } finally {
        handingBack = false
      }
      if (!signal.aborted) stop()
      return true
    },
    cancel: () => {
      if (store.getState().status === 'opening') stop()
    },
    follow(live) {
      const voice = store.getState()
      if (voice.status === 'silent' || !live.known) return
      const { call_id, lead_name } = voice.call
      const desk = live.calls[call_id]?.desk
      if (desk === undefined) return stopWith(callEnded(lead_name))
      if (desk === 'speaking') knownToCore = true
      // Told of their own handing back before the core answers it, they need no news of it.
      else if (voice.status === 'speaking' && knownToCore && !handingBack) stopWith(agentIsBack(lead_name))
    },
  }
}

const LOST_VOICE = 'Your colleague was cut off. Apologise for the pause.'

export const TakeOverContext = createContext<TakeOver | null>(null)

export function useTakeOver(): TakeOver {
  const takeOver = use(TakeOverContext)
  if (!takeOver) throw new Error('useTakeOver was used outside the app.')
  return takeOver
}
