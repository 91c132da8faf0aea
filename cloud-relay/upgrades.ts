/** Decides on each WebSocket before it exists: who may have one is settled while it is still plain HTTP. */
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocketServer } from 'ws'
import type { Clock } from './clock.ts'
import type { LinkServer } from './desktop-link/link-server.ts'
import { failuresPerMinute } from './rate-limit.ts'
import type { RelayMetrics } from './relay-metrics.ts'
import { CallIdInPath } from './wire/control-messages.ts'

const STREAM_PATH = '/api/voice/stream/'
const WRONG_TOKENS_PER_MINUTE = 10
const SLOW_ANSWER_MS = 1_000
/** Slow answers held open at once; beyond that a guesser is simply cut off. */
const MAX_SLOW_ANSWERS = 64

export interface UpgradeParts {
  server: Server
  link: LinkServer
  clock: Clock
  metrics: RelayMetrics
  sockets: { link: WebSocketServer; carrier: WebSocketServer }
}

/** Answers a function that closes every socket made here. */
export function upgrades({ server, link, clock, metrics, sockets }: UpgradeParts): () => void {
  const wrongTokens = failuresPerMinute(WRONG_TOKENS_PER_MINUTE, clock)
  let slowAnswers = 0

  function refuseToken(socket: Duplex, address: string) {
    metrics.streamConnections.inc({ result: 'wrong-token' })
    if (!wrongTokens.exceeded(address)) {
      wrongTokens.failed(address)
      return refuse(socket, '401 Unauthorized')
    }
    if (slowAnswers >= MAX_SLOW_ANSWERS) return void socket.destroy()
    slowAnswers += 1
    setTimeout(() => {
      slowAnswers -= 1
      refuse(socket, '401 Unauthorized')
    }, SLOW_ANSWER_MS)
  }

  function upgradeCarrier(request: IncomingMessage, socket: Duplex, head: Buffer, callId: string) {
    const token = request.headers['x-telnyx-streaming-auth-token']
    const streamId = CallIdInPath.safeParse(callId).success
      ? link.hub.redeem(callId, typeof token === 'string' ? token : undefined)
      : undefined
    if (streamId === undefined) return refuseToken(socket, request.socket.remoteAddress ?? 'unknown')
    metrics.streamConnections.inc({ result: 'accepted' })
    sockets.carrier.handleUpgrade(request, socket, head, (accepted) =>
      link.hub.connectCarrier(streamId, callId, accepted),
    )
  }

  function upgradeLink(request: IncomingMessage, socket: Duplex, head: Buffer) {
    // Browsers always send an origin; a desktop never does.
    if (request.headers.origin !== undefined) return refuse(socket, '403 Forbidden')
    sockets.link.handleUpgrade(request, socket, head, link.accept)
  }

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const path = (request.url ?? '').split('?', 1)[0] ?? ''
    if (path === '/link') return upgradeLink(request, socket, head)
    if (path.startsWith(STREAM_PATH))
      return upgradeCarrier(request, socket, head, path.slice(STREAM_PATH.length))
    refuse(socket, '404 Not Found')
  })

  return () => {
    for (const { clients } of [sockets.link, sockets.carrier]) {
      for (const client of clients) setTimeout(() => client.terminate(), 500).unref()
    }
  }
}

function refuse(socket: Duplex, status: string) {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
