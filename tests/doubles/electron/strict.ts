import { EventEmitter } from 'node:events'

/** Thrown wherever the real thing would fail, or would let something through that Ridgeline must not allow. */
export class StandInRefusal extends Error {}

export function refuse(why: string): never {
  throw new StandInRefusal(why)
}

/** An object with exactly these members: using any other is a failure, not `undefined`. */
export function strict<Members extends object>(name: string, members: Members): Members {
  return new Proxy(members, {
    get(target, key) {
      if (typeof key === 'string' && !(key in target) && key !== 'then' && key !== 'toJSON')
        refuse(`The stand-in of Electron does not know ${name}.${key}.`)
      const value: unknown = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(target) : value
    },
    set(_target, key) {
      return refuse(`Nobody sets ${name}.${String(key)}.`)
    },
  })
}

/** Only options that are known may be given: a misspelt one would silently do nothing. */
export function onlyKnown(name: string, given: object, known: readonly string[]): void {
  for (const key of Object.keys(given)) if (!known.includes(key)) refuse(`${name} has no option ${key}.`)
}

/** An emitter that accepts listeners for events it really has. */
export class StrictEmitter extends EventEmitter {
  readonly #name: string
  readonly #events: readonly string[]
  constructor(name: string, events: readonly string[]) {
    super()
    this.#name = name
    this.#events = events
  }
  override on(event: string, listener: (...args: never[]) => void): this {
    this.#mustKnow(event)
    return super.on(event, listener as (...args: unknown[]) => void)
  }
  override once(event: string, listener: (...args: never[]) => void): this {
    this.#mustKnow(event)
    return super.once(event, listener as (...args: unknown[]) => void)
  }
  #mustKnow(event: string): void {
    if (!this.#events.includes(event)) refuse(`${this.#name} has no event ${event}.`)
  }
}

/** An event that can be prevented, with its details. */
export function preventable<Details extends object>(details: Details) {
  const event = {
    ...details,
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true
    },
  }
  return event
}
