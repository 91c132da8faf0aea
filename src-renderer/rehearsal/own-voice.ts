import { createStore, type StoreApi } from 'zustand'
import type { OwnVoiceInput, TalkEvent } from '../../src-preload/contract/own-voice.ts'
import type { RehearsalId } from '../../src-preload/contract/primitives.ts'
import type { Client } from '../bridge/bridge.ts'
import type { ListenPlayer } from '../live-call/listen-player.ts'
import type { Microphone, MicrophoneListener } from '../live-call/microphone.ts'
import { orderedSender } from '../live-call/ordered-sender.ts'
import { base64FromBytes } from '../ui/base64.ts'

export type Talk =
  | { status: 'silent' }
  /** The microphone and the agent's vendors are being opened; the browser may be asking the person. */
  | { status: 'opening' }
  | {
      status: 'talking'
      rehearsalId: RehearsalId
      /** False when there is no microphone: then the person types. */
      microphone: boolean
      heard: Extract<TalkEvent, { type: 'state' }> | null
    }

export interface OwnVoiceParts {
  rehearsals: Pick<Client['rehearsals'], 'startOwnVoice' | 'talk' | 'microphone' | 'say' | 'hangUp'>
  openMicrophone(listener: MicrophoneListener, signal: AbortSignal): Promise<Microphone>
  openPlayer(): Pick<ListenPlayer, 'play' | 'close'>
  /** There is no microphone, or it is gone: the talk goes on by typing. */
  withoutMicrophone(error: unknown): void
  failed(error: unknown): void
  /** The talk is over and its report is stored. */
  over(): void
}

export interface OwnVoice extends StoreApi<Talk> {
  /** Loudness of the microphone this moment, 0 to 1. Read by a meter, never by React. */
  readonly level: number
  begin(input: OwnVoiceInput): Promise<void>
  say(text: string): Promise<void>
  /** Ends the talk, or the opening of it. */
  hangUp(): void
}

const SILENT: Talk = { status: 'silent' }

/** A person talks with the agent at this window, as a homeowner would: their microphone there, its voice back. */
export function createOwnVoice(parts: OwnVoiceParts): OwnVoice {
  const { rehearsals } = parts
  const store = createStore<Talk>(() => SILENT)
  let over = new AbortController()
  let level = 0

  const stop = () => {
    over.abort()
    level = 0
    store.setState(SILENT, true)
  }

  async function begin(input: OwnVoiceInput): Promise<void> {
    if (store.getState().status !== 'silent') return
    over = new AbortController()
    store.setState({ status: 'opening' }, true)
    const { signal } = over
    let send: (pcmu: Uint8Array) => void = () => {}
    const microphone = await openMicrophone(signal, (pcmu) => send(pcmu))
    if (signal.aborted) return microphone?.close()
    signal.addEventListener('abort', () => microphone?.close())
    try {
      const { rehearsal_id } = await rehearsals.startOwnVoice(input)
      if (signal.aborted) return void rehearsals.hangUp({ rehearsal_id }).catch(() => undefined)
      const sender = orderedSender(
        (pcmu) => rehearsals.microphone({ rehearsal_id, pcmu_base64: base64FromBytes(pcmu) }),
        // The end of the talk is told by its stream.
        () => undefined,
      )
      send = sender.send
      signal.addEventListener('abort', sender.close)
      store.setState(
        { status: 'talking', rehearsalId: rehearsal_id, microphone: microphone !== null, heard: null },
        true,
      )
      await hear(rehearsal_id, signal)
    } catch (error) {
      if (!signal.aborted) parts.failed(error)
    }
    if (signal.aborted) return
    stop()
    parts.over()
  }

  async function openMicrophone(signal: AbortSignal, heard: (pcmu: Uint8Array) => void) {
    const lost = () => {
      level = 0
      const talk = store.getState()
      if (talk.status === 'talking') store.setState({ ...talk, microphone: false }, true)
      parts.withoutMicrophone(new DOMException('', 'NotFoundError'))
    }
    const listener: MicrophoneListener = {
      heard(chunk) {
        level = chunk.level
        heard(chunk.pcmu)
      },
      lost,
    }
    return parts.openMicrophone(listener, signal).catch((error: unknown) => {
      if (!signal.aborted) parts.withoutMicrophone(error)
      return null
    })
  }

  async function hear(rehearsalId: RehearsalId, signal: AbortSignal): Promise<void> {
    const player = parts.openPlayer()
    try {
      for await (const event of await rehearsals.talk({ rehearsal_id: rehearsalId }, { signal })) {
        if (event.type === 'audio') player.play({ homeowner: '', agent: event.agent, at_ms: event.at_ms })
        else store.setState((talk) => (talk.status === 'talking' ? { ...talk, heard: event } : talk), true)
      }
    } finally {
      player.close()
    }
  }

  return {
    ...store,
    get level() {
      return level
    },
    begin,
    async say(text) {
      const talk = store.getState()
      if (talk.status === 'talking') await rehearsals.say({ rehearsal_id: talk.rehearsalId, text })
    },
    hangUp() {
      const talk = store.getState()
      if (talk.status === 'opening') stop()
      if (talk.status === 'talking') rehearsals.hangUp({ rehearsal_id: talk.rehearsalId }).catch(parts.failed)
    },
  }
}
