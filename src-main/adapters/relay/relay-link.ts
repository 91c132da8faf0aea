/** The desktop's link to its relay: pairs once, connects, resumes after every cut, and never loses an event. */
import { randomUUID } from 'node:crypto'
import {
  type Challenge,
  parseBody,
  RelayMessage,
  type Welcome,
} from '../../../cloud-relay/wire/control-messages.ts'
import { encodeFrame, type Frame, FrameType } from '../../../cloud-relay/wire/frame.ts'
import type { LinkState, MediaStream, RelayLink, StreamTicket } from '../../core/call/relay-link.ts'
import type { HostedLink } from '../../core/hosted/hosted-link.ts'
import { VendorFailure } from '../../core/vendor-failure.ts'
import type { MinuteSeller } from '../../core/wallet/bundle.ts'
import { type Computers, computers } from './computers.ts'
import type { DeviceIdentity } from './device-identity.ts'
import { earlyEnds } from './early-ends.ts'
import { eventInbox } from './event-inbox.ts'
import { hostedLink } from './hosted-link.ts'
import { lifeboatDeposits } from './lifeboat-deposits.ts'
import { type LinkEnd, openLink } from './link-connection.ts'
import { type RelayLinkOptions, systemLinkClock } from './link-parts.ts'
import { type LinkRequests, linkRequests, refusedByRelay } from './link-requests.ts'
import { type LinkRoute, linkRoute } from './link-route.ts'
import { minuteSeller } from './minute-seller.ts'
import { pairedDevice } from './paired-device.ts'
import { reconnectDelay } from './reconnect-delay.ts'
import { type GivesUpBecause, sentenceFor } from './refusals.ts'
import { relayFrames } from './relay-frames.ts'
import { retryWait } from './retry-wait.ts'

export interface DesktopRelayLink extends RelayLink {
  readonly minutes: MinuteSeller
  readonly hosted: HostedLink
  readonly computers: Computers
  /** The computer woke up or its network changed: do not wait for the next attempt. */
  retryNow(): void
  /** A person wants this computer to use the relay, although the link had given up. */
  connectAgain(): void
}

const CLOSING = 'The app is closing.'
const CUT_AGAIN =
  'The connection is cut again and again, soon after it was made. Look at the network of this computer and at the relay; it is tried further.'

type Ended = LinkEnd | { why: 'refused'; code: GivesUpBecause } | { why: 'moved' }

/** Begins to connect at once. What is asked of a relay that gave this computer up throws VendorFailure. */
export function relayLink(options: RelayLinkOptions): DesktopRelayLink {
  const { url, log, commitCursor, clock = systemLinkClock, chance = Math.random } = options
  const runId = randomUUID()
  const delay = reconnectDelay(chance)
  const retry = retryWait(clock)
  const early = earlyEnds()
  const closing = new AbortController()
  const listeners = new Set<(state: LinkState) => void>()
  let state: LinkState = { status: 'connecting', sinceMs: clock.nowMs() }
  let publicUrl = URL.canParse(url) ? new URL(url).origin : url

  const lifeboat = lifeboatDeposits(options.hangUpGrant, (message) => route.connection?.request(message))
  let route = linkRoute(clock, lifeboat)
  /** To a relay that another has replaced: it keeps the sound of the calls that were live then. */
  let leaving: LinkRoute | undefined
  const requests = linkRequests((request) => route.connection?.request(request))
  const inbox = eventInbox({
    cursor: commitCursor,
    clock,
    log,
    acknowledge: (upToSeq) => route.connection?.sendNow(encodeFrame(FrameType.ack, 0, upToSeq)),
  })
  const askUsable: LinkRequests['ask'] = (request, signal, answered) => {
    mustBeUsable()
    return requests.ask(request, signal, answered)
  }
  const hosted = hostedLink(askUsable, (message) => route.connection?.request(message))
  const device = pairedDevice(options, clock, log)
  const paired = computers({
    device,
    ask: askUsable,
    keyChanged() {
      log.info('this computer has a new key')
      if (!anyLive()) route.connection?.close()
    },
  })
  const received = relayFrames({
    isCurrent: (way) => way === route,
    inbox,
    requests,
    hosted,
    computers: paired,
  })
  const anyLive = () => route.streams.anyLive() || leaving?.streams.anyLive() === true

  function become(next: LinkState): void {
    state = next
    for (const listener of [...listeners]) listener(next)
  }

  async function run(): Promise<void> {
    become({ status: 'connecting', sinceMs: clock.nowMs() })
    while (!closing.signal.aborted) {
      const ready = await device.ready(closing.signal)
      if (closing.signal.aborted) return
      const end = ready.ready ? await connectOnce(ready.identity) : ready.end
      if (closing.signal.aborted || !(await mayTryAgain(end))) return
    }
  }

  /** Waits as long as it should be waited. */
  async function mayTryAgain(end: Ended): Promise<boolean> {
    switch (end.why) {
      case 'moved':
        return true
      case 'lost':
        become({ status: 'offline', sinceMs: clock.nowMs(), reason: end.reason })
        await retry.waitFor(delay.next(anyLive()))
        break
      case 'refused': {
        const { code } = end
        const isForgotten = code === 'unknown_device' || code === 'removed'
        if (!isForgotten || !device.pairAgain(code)) {
          refuse(sentenceFor(code))
          return false
        }
      }
    }
    if (!closing.signal.aborted) become({ status: 'connecting', sinceMs: clock.nowMs() })
    return true
  }

  function mustBeUsable(): void {
    if (state.status === 'refused') throw new VendorFailure('relay', 'unavailable', state.reason)
    if (closing.signal.aborted) throw new VendorFailure('relay', 'unavailable', CLOSING)
  }

  function refuse(reason: string): void {
    log.warn('the relay link gave up', { reason })
    become({ status: 'refused', sinceMs: clock.nowMs(), reason })
    requests.failAll(reason)
    leaving?.connection?.close()
  }

  function connectOnce(identity: DeviceIdentity): Promise<Ended> {
    const way = route
    return new Promise((resolve) => {
      let openedAtMs: number | undefined
      const opening = openLink({
        url,
        identity,
        clock,
        lane: way.lane,
        roundTrip: options.roundTrip ?? (() => {}),
        isLive: way.streams.anyLive,
        audioShed: (frames) =>
          log.warn('the way to the relay was blocked; speech that had grown old was dropped', { frames }),
        resume: (challenge) => resume(way, challenge),
        relayChangedKey: device.relayChangedKey,
        welcomed(welcome) {
          openedAtMs = clock.monotonicMs()
          way.connection = opening
          resumeStreams(way, welcome)
        },
        received(frame) {
          if (way === route && isMoving(frame)) {
            resolve({ why: 'moved' })
            moveOn()
            return true
          }
          return received(way, frame)
        },
        ended(end) {
          const lastedMs = openedAtMs === undefined ? undefined : clock.monotonicMs() - openedAtMs
          if (lastedMs !== undefined) delay.connectionLasted(lastedMs)
          way.connection = undefined
          if (way === route) way.streams.linkLost()
          else way.streams.relayRestarted()
          // The old relay ends the connection itself, once no call needs it.
          if (way === leaving) leaving = undefined
          closing.signal.removeEventListener('abort', opening.close)
          resolve(end.why === 'lost' && lastedMs !== undefined ? judged(end, lastedMs) : end)
        },
      })
      closing.signal.addEventListener('abort', opening.close)
    })
  }

  function judged(end: Extract<LinkEnd, { why: 'lost' }>, lastedMs: number): Ended {
    switch (early.ended(lastedMs, end.by)) {
      case 'try-again':
        return end
      case 'cut-again-and-again':
        return { ...end, reason: CUT_AGAIN }
      case 'turned-away':
        return { why: 'refused', code: 'turned_away' }
    }
  }

  /** A planned restart: what is live stays where it is, everything else goes the new way. */
  function moveOn(): void {
    log.info('the relay is being replaced; live calls keep their sound')
    leaving?.connection?.close()
    leaving = route
    route = linkRoute(clock, lifeboat)
    route.streams.adopt(leaving.streams.takeWaiting())
  }

  function resume(way: LinkRoute, { run_id, log_id }: Challenge) {
    const { lane, streams } = way
    if (way.relayRunId !== undefined && way.relayRunId !== run_id) {
      lane.reset()
      streams.relayRestarted()
    }
    way.relayRunId = run_id
    const lastCommittedSeq = commitCursor.resume(log_id)
    inbox.restart(lastCommittedSeq)
    return { runId, lastCommittedSeq, streams: streams.resumePoints() }
  }

  function resumeStreams({ streams }: LinkRoute, { public_url, relay_name, live_streams }: Welcome): void {
    publicUrl = public_url
    lifeboat.sendAgain()
    for (const { stream_id } of live_streams) if (!streams.knows(stream_id)) streams.closeStream(stream_id)
    requests.askAgain()
    streams.linkBack(new Set(live_streams.map(({ stream_id }) => stream_id)))
    log.info('relay link online')
    become({ status: 'online', sinceMs: clock.nowMs(), relayName: relay_name })
    if (device.keyIsDue() && !anyLive())
      paired
        .changeKey(closing.signal)
        .catch(() => log.warn('the key of this computer could not be changed; it stays in use'))
  }

  /** Each time by the way that carries the call at that moment. */
  function mediaStream(callId: string): MediaStream {
    const onTheWay = () => (leaving?.streams.carries(callId) ? leaving : route).streams.stream(callId)
    return {
      sendAudio: (pcmu) => onTheWay().sendAudio(pcmu),
      sendMark: (name) => onTheWay().sendMark(name),
      clear: () => onTheWay().clear(),
      close() {
        leaving?.streams.stream(callId).close()
        route.streams.stream(callId).close()
      },
    }
  }

  let running = run()
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
        route.streams.opened(answer.stream_id, callId, listener)
        ticket = { streamUrl: answer.stream_url, authToken: answer.auth_token }
      })
      if (!ticket) throw refusedByRelay('too_many_streams')
      return ticket
    },
    stream: mediaStream,
    protect: lifeboat.protect,
    computers: paired,
    minutes: minuteSeller(askUsable),
    hosted,
    retryNow: retry.end,
    connectAgain() {
      early.forget()
      if (state.status === 'refused' && !closing.signal.aborted) running = run()
      else retry.end()
    },
    async close() {
      closing.abort()
      retry.end()
      requests.failAll(CLOSING)
      await running
    },
  }
}

const isMoving = (frame: Frame): boolean =>
  frame.type === FrameType.control && parseBody(RelayMessage, frame)?.type === 'moving'
