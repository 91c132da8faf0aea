import { EventEmitter } from 'node:events'
import { registerHooks } from 'node:module'

/** Preloaded into a process that plays a utility process: gives it `process.parentPort`, and no `electron`. */
export type Wire =
  | { kind: 'message'; data: unknown; ports: number[] }
  | { kind: 'port-message'; port: number; data: unknown }
  | { kind: 'port-closed'; port: number }

const sendNow = process.send?.bind(process)
const ports = new Map<number, ChildPort>()

registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'electron') throw new Error('A utility process of Ridgeline imports no electron.')
    return next(specifier, context)
  },
})

class ChildPort extends EventEmitter {
  readonly #id: number
  #early: unknown[] | undefined = []
  constructor(id: number) {
    super()
    this.#id = id
  }
  start(): void {
    for (const data of this.#early ?? []) this.emit('message', { data, ports: [] })
    this.#early = undefined
  }
  postMessage(data: unknown): void {
    sendNow?.({ kind: 'port-message', port: this.#id, data } satisfies Wire)
  }
  close(): void {
    sendNow?.({ kind: 'port-closed', port: this.#id } satisfies Wire)
    ports.delete(this.#id)
  }
  deliver(data: unknown): void {
    if (this.#early) this.#early.push(data)
    else this.emit('message', { data, ports: [] })
  }
}

const heard = new EventEmitter()
const early: unknown[] = []
const parentPort = {
  on(event: 'message', listener: (event: unknown) => void) {
    heard.on(event, listener)
    for (const message of early.splice(0)) listener(message)
    return parentPort
  },
  postMessage(data: unknown) {
    sendNow?.({ kind: 'message', data, ports: [] } satisfies Wire)
  },
}

process.on('message', (wire: Wire) => {
  if (wire.kind === 'port-message') return void ports.get(wire.port)?.deliver(wire.data)
  if (wire.kind === 'port-closed') {
    ports.get(wire.port)?.emit('close')
    return void ports.delete(wire.port)
  }
  const arrived = wire.ports.map((id) => {
    const port = new ChildPort(id)
    ports.set(id, port)
    return port
  })
  const event = { data: wire.data, ports: arrived }
  if (heard.listenerCount('message') > 0) heard.emit('message', event)
  else early.push(event)
})
// A utility process ends with the program that started it, and cannot speak to it in any other way.
process.on('disconnect', () => process.exit(0))
Object.defineProperty(process, 'parentPort', { value: parentPort })
Object.defineProperty(process, 'send', { value: undefined })
