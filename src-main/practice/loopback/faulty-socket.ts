import type { WebSocket } from 'ws'
import type { Faults, Vendor } from '../faults.ts'

/** Sends JSON on a vendor's socket, with whatever faults are due. */
export interface MessageSender {
  send(message: object): void
}

export function faultySender(socket: WebSocket, faults: Faults, vendor: Vendor): MessageSender {
  let stalledUntilMs = 0
  let heldBack: string | null = null

  function deliver(text: string): void {
    if (socket.readyState === socket.OPEN) socket.send(text)
    if (heldBack !== null && socket.readyState === socket.OPEN) {
      const late = heldBack
      heldBack = null
      socket.send(late)
    }
  }

  return {
    send(message) {
      if (socket.readyState !== socket.OPEN) return
      const text = JSON.stringify(message)
      const now = performance.now()
      if (now < stalledUntilMs) return
      const fault = faults.strike(vendor, 'message', text)
      switch (fault?.fault) {
        case 'latency':
          setTimeout(() => deliver(text), fault.ms ?? 1_000)
          return
        case 'stall':
          stalledUntilMs = now + (fault.ms ?? Number.POSITIVE_INFINITY)
          return
        case 'cut':
          socket.terminate()
          return
        case 'half-open':
          // The connection stands, and nobody is at this end any more: not even a ping is answered.
          stalledUntilMs = Number.POSITIVE_INFINITY
          socket.pause()
          return
        case 'garbage':
          deliver('{"not json')
          return
        case 'duplicate':
          deliver(text)
          deliver(text)
          return
        case 'reorder':
          heldBack = text
          return
        default:
          deliver(text)
      }
    },
  }
}
