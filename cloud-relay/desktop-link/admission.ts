/** Sockets at `/link` that have proven nothing yet. Whoever proves a paired key goes on, everybody else is turned away. */
import type { WebSocket } from 'ws'
import type { EventStore } from '../events/event-store.ts'
import { failureKind, type Log } from '../log.ts'
import type { RelayMetrics } from '../relay-metrics.ts'
import { LinkClose } from '../wire/close-codes.ts'
import { controlFrame, type Proof } from '../wire/control-messages.ts'
import { type HandshakeParts, shakeHands } from './link-handshake.ts'

const MAX_UNPROVEN = 64

export interface AdmissionParts extends Omit<HandshakeParts, 'logId'> {
  readonly store: EventStore
  readonly log: Log
  readonly metrics: RelayMetrics
  /** The socket is a desktop's from now on. */
  readonly begin: (socket: WebSocket, deviceId: string, proof: Proof) => void
}

/** Answers what takes a socket in; it never throws. */
export function admission(parts: AdmissionParts): (socket: WebSocket) => void {
  const { store, log, metrics, begin } = parts
  const unproven = new Set<WebSocket>()

  async function admit(socket: WebSocket): Promise<void> {
    socket.on('error', () => socket.terminate())
    // The oldest goes, not the newest: a flood of strangers must not keep the desktop out.
    const [oldest] = unproven
    if (oldest && unproven.size >= MAX_UNPROVEN) oldest.terminate()
    unproven.add(socket)
    const result = await shakeHands(socket, { ...parts, logId: () => store.logId() })
    unproven.delete(socket)
    metrics.linkSessions.inc({ result: result.proven ? 'accepted' : result.code })
    if (!result.proven) {
      if (result.code === 'gone') return socket.terminate()
      log.warn('link refused', { code: result.code })
      socket.send(controlFrame({ type: 'refused', code: result.code }))
      return socket.close(LinkClose.refused)
    }
    if (result.proof.last_committed_seq > store.lastSeq()) {
      // This folder is an old copy: its numbers would be taken for ones the desktop has seen.
      log.warn('the event log is older than the desktop: starting a new one')
      store.startNewLog()
      return socket.close(LinkClose.relayStops)
    }
    begin(socket, result.deviceId, result.proof)
  }

  return (socket) => {
    admit(socket).catch((cause: unknown) => {
      log.error('link handshake failed', { kind: failureKind(cause) })
      socket.terminate()
    })
  }
}
