import { EventEmitter } from 'node:events'
import { MessageChannel, type MessagePort } from 'node:worker_threads'
import { refuse } from './strict.ts'

/** MessagePortMain over a port of Node: silent until started, gone once transferred. */
export class PortDouble {
  #raw: MessagePort | undefined
  readonly #events = new EventEmitter()
  constructor(raw: MessagePort) {
    this.#raw = raw
  }
  on(event: 'message' | 'close', listener: (event: { data: unknown }) => void): this {
    this.#events.on(event, listener)
    return this
  }
  start(): void {
    const raw = this.#mine()
    raw.on('message', (data) => this.#events.emit('message', { data, ports: [] }))
    raw.on('close', () => this.#events.emit('close'))
  }
  postMessage(data: unknown): void {
    this.#mine().postMessage(data)
  }
  close(): void {
    this.#mine().close()
  }
  /** Hands the port over; whoever had it has it no more. */
  transfer(): MessagePort {
    const raw = this.#mine()
    this.#raw = undefined
    return raw
  }
  #mine(): MessagePort {
    return this.#raw ?? refuse('This port was transferred and is no longer ours.')
  }
}

export class MessageChannelMain {
  readonly port1: PortDouble
  readonly port2: PortDouble
  constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port1 = new PortDouble(port1)
    this.port2 = new PortDouble(port2)
  }
}
