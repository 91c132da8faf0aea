/** The desktop's link to its relay: pairs once, connects, resumes after every cut, and never loses an event. */
import { randomUUID } from 'node:crypto'
import {
  type Challenge,
  parseBody,
  RelayMessage,
  StreamNews,
  type Welcome,
} from '../../../cloud-relay/wire/control-messages.ts'
import { encodeFrame, type Frame, FrameType } from '../../../cloud-relay/wire/frame.ts'
import { reliableLane } from '../../../cloud-relay/wire/reliable-lane.ts'
import type { LinkState, RelayLink, StreamTicket } from '../../core/call/relay-link.ts'
import type { HostedLink } from '../../core/hosted/hosted-link.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'
import type { MinuteSeller } from '../../core/wallet/bundle.ts'
import { callStreams } from './call-streams.ts'
import type { DeviceIdentity } from './device-identity.ts'
import { eventInbox } from './event-inbox.ts'
import { hostedLink } from './hosted-link.ts'
import { lifeboatDeposits } from './lifeboat-deposits.ts'
import { type LinkConnection, type LinkEnd, openLink } from './link-connection.ts'
import { type RelayLinkOptions, systemLinkClock } from './link-parts.ts'
import { type LinkRequests, linkRequests, refusedByRelay } from './link-requests.ts'
import { minuteSeller } from './minute-seller.ts'
import { pairedDevice, sentenceFor } from './paired-device.ts'
import { reconnectDelay } from './reconnect-delay.ts'

export interface DesktopRelayLink extends RelayLink {
  readonly minutes: MinuteSeller
  readonly hosted: HostedLink
  /** The computer woke up or its network changed: do not wait for the next attempt. */
  retryNow(): void
}

const CLOSING = 'The app is closing.'

export function relayLink(options: RelayLinkOptions): DesktopRelayLink {
  const { url, log, commitCursor, clock = systemLinkClock, chance = Math.random } = options
  const runId = randomUUID()
  const lane = reliableLane()
  const delay = reconnectDelay(chance)
  const closing = new AbortController()
  const listeners = new Set<(state: LinkState) => void>()
  let connection: LinkConnection | undefined
  let state: LinkState = { status: 'connecting', sinceMs: clock.nowMs() }
  let publicUrl = URL.canParse(url) ? new URL(url).origin : url
  let relayRunId: string | undefined
  let wakeUp: (() => void) | undefined

  const lifeboat = lifeboatDeposits(options.hangUpGrant, (message) => connection?.request(message))
  const streams = callStreams(lane, () => connection, clock, lifeboat)
  const requests = linkRequests((request) => connection?.request(request))
  const inbox = eventInbox({
    cursor: commitCursor,
    clock,
    log,
    acknowledge: (upToSeq) => connection?.sendNow(encodeFrame(FrameType.ack, 0, upToSeq)),
  })
  const askUsable: LinkRequests['ask'] = (request, signal, answered) => {
    mustBeUsable()
    return requests.ask(request, signal, answered)
  }
  const hosted = hostedLink(askUsable, (message) => connection?.request(message))
  const device = pairedDevice(options, log)

  function become(next: LinkState): void {
    state = next
    for (const listener of [...listeners]) listener(next)
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      become({ status: 'connecting', sinceMs: clock.nowMs() })
      const ready = await device.ready(closing.signal)
      if (closing.signal.aborted) return
      const end = ready.ready ? await connectOnce(ready.identity) : ready.end
      if (closing.signal.aborted) return
      if (end.why === 'refused' && (end.code !== 'unknown_device' || !device.pairAgain()))
        return refuse(sentenceFor(end.code))
      if (end.why === 'lost') {
        become({ status: 'offline', sinceMs: clock.nowMs(), reason: end.reason })
        await waitToRetry()
      }
    }
  }

  function mustBeUsable(): void {
    if (state.status === 'refused') throw new VendorFailure('relay', 'unavailable', state.reason)
    if (closing.signal.aborted) throw new VendorFailure('relay', 'unavailable', CLOSING)
  }

  function refuse(reason: string): void {
    log.warn('the relay link gave up', { reason })
    become({ status: 'refused', sinceMs: clock.nowMs(), reason })
    requests.failAll(reason)
  }

  function connectOnce(identity: DeviceIdentity): Promise<LinkEnd> {
    return new Promise((resolve) => {
      let openedAtMs: number | undefined
      const opening = openLink({
        url,
        identity,
        clock,
        lane,
        roundTrip: options.roundTrip ?? (() => {}),
        isLive: streams.anyLive,
        audioShed: (frames) =>
          log.warn('the way to the relay was blocked; speech that had grown old was dropped', { frames }),
        resume,
        welcomed(welcome) {
          openedAtMs = clock.monotonicMs()
          connection = opening
          resumeStreams(welcome)
        },
        received,
        ended(end) {
          if (openedAtMs !== undefined) delay.connectionLasted(clock.monotonicMs() - openedAtMs)
          connection = undefined
          streams.linkLost()
          closing.signal.removeEventListener('abort', opening.close)
          resolve(end)
        },
      })
      closing.signal.addEventListener('abort', opening.close)
    })
  }

  function resume({ run_id, log_id }: Challenge) {
    if (relayRunId !== undefined && relayRunId !== run_id) {
      lane.reset()
      streams.relayRestarted()
    }
    relayRunId = run_id
    const lastCommittedSeq = commitCursor.resume(log_id)
    inbox.restart(lastCommittedSeq)
    return { runId, lastCommittedSeq, streams: streams.resumePoints() }
  }

  function resumeStreams({ public_url, relay_name, live_streams }: Welcome): void {
    publicUrl = public_url
    lifeboat.sendAgain()
    for (const { stream_id } of live_streams) if (!streams.knows(stream_id)) streams.closeStream(stream_id)
    requests.askAgain()
    streams.linkBack(new Set(live_streams.map(({ stream_id }) => stream_id)))
    log.info('relay link online')
    become({ status: 'online', sinceMs: clock.nowMs(), relayName: relay_name })
  }

  function received(frame: Frame): boolean {
    switch (frame.type) {
      case FrameType.audio:
        streams.audio(frame.streamId, frame.number, frame.body)
        return true
      case FrameType.streamControl: {
        const news = parseBody(StreamNews, frame)
        if (news && lane.accept(frame.number)) streams.news(frame.streamId, news)
        return news !== undefined
      }
      case FrameType.eventPiece:
        return inbox.piece(frame.number, frame.body, false)
      case FrameType.eventEnd:
        return inbox.piece(frame.number, frame.body, true)
      case FrameType.control:
        return answered(frame)
      default:
        return false
    }
  }

  function answered(frame: Frame): boolean {
    const message = parseBody(RelayMessage, frame)
    if (message?.type === 'clip_kept') return true
    if (message && hosted.received(message)) return true
    if (!message || !('request_id' in message)) return false
    // Whoever asked has given up: the stream must not wait for a carrier that will never come.
    if (!requests.answer(message) && message.type === 'stream_opened') streams.closeStream(message.stream_id)
    return true
  }

  function waitToRetry(): Promise<void> {
    return new Promise((resolve) => {
      const cancel = clock.wakeAfter(delay.next(), () => wakeUp?.())
      wakeUp = () => {
        wakeUp = undefined
        cancel()
        resolve()
      }
    })
  }

  const running = run()
  return {
    get publicUrl() {
      return publicUrl
    },
    state: () => state,
    onStateChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    onEvent: inbox.handle,
    async openStream(callId, listener, signal) {
      mustBeUsable()
      let ticket: StreamTicket | undefined
      await requests.ask({ type: 'open_stream', call_id: callId }, signal, (answer) => {
        if (answer.type !== 'stream_opened') return
        streams.opened(answer.stream_id, callId, listener)
        ticket = { streamUrl: answer.stream_url, authToken: answer.auth_token }
      })
      if (!ticket) throw refusedByRelay('too_many_streams')
      return ticket
    },
    stream: streams.stream,
    protect: lifeboat.protect,
    minutes: minuteSeller(askUsable),
    hosted,
    retryNow: () => wakeUp?.(),
    async close() {
      closing.abort()
      wakeUp?.()
      requests.failAll(CLOSING)
      await running
    },
  }
}
