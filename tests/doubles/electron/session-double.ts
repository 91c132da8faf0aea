import { refuse, StrictEmitter } from './strict.ts'

type Handler = (request: Request) => Response | Promise<Response>
type Ask = (
  contents: unknown,
  permission: string,
  answer: (granted: boolean) => void,
  details: object,
) => void
type Check = (contents: unknown, permission: string, origin: string, details: object) => boolean
type Device = (details: object) => boolean
type Decide = (answer: { cancel: boolean }) => void

/** The default session: who asks what of it, and what our handlers answer. */
export class SessionDouble extends StrictEmitter {
  readonly #isReady: () => boolean
  readonly #schemes: ReadonlySet<string>
  readonly #handlers = new Map<string, Handler>()
  #request: Ask | undefined
  #check: Check | undefined
  #device: Device | undefined
  #beforeRequest: ((details: { url: string }, decide: Decide) => void) | undefined

  constructor(isReady: () => boolean, schemes: ReadonlySet<string>) {
    super('session', ['will-download'])
    this.#isReady = isReady
    this.#schemes = schemes
  }

  readonly protocol = {
    handle: (scheme: string, handler: Handler) => {
      if (!this.#isReady()) refuse('protocol.handle works only after ready.')
      if (!this.#schemes.has(scheme)) refuse(`${scheme} was not registered as privileged before ready.`)
      this.#handlers.set(scheme, handler)
    },
  }
  readonly webRequest = {
    onBeforeRequest: (listener: (details: { url: string }, decide: Decide) => void) => {
      this.#beforeRequest = listener
    },
  }
  setPermissionRequestHandler(handler: Ask): void {
    this.#request = handler
  }
  setPermissionCheckHandler(handler: Check): void {
    this.#check = handler
  }
  setDevicePermissionHandler(handler: Device): void {
    this.#device = handler
  }

  /** Refuses to show a page in a session that has not been limited. */
  mustBeLimited(): void {
    if (!this.#request || !this.#check || !this.#device)
      refuse('A window was opened before permissions were limited.')
    if (!this.#beforeRequest) refuse('A window was opened before requests were limited.')
    if (this.#handlers.size === 0) refuse('A window was opened before its files were served.')
  }

  requestPermission(permission: string, details: object): boolean {
    let granted = true
    if (!this.#request) return granted
    this.#request(
      {},
      permission,
      (answer) => {
        granted = answer
      },
      details,
    )
    return granted
  }
  checkPermission(permission: string, origin: string, details: object): boolean {
    return this.#check?.({}, permission, origin, details) ?? true
  }
  deviceAllowed(): boolean {
    return this.#device?.({ deviceType: 'usb', origin: 'app://ui' }) ?? true
  }
  isBlocked(url: string): boolean {
    let blocked = false
    this.#beforeRequest?.({ url }, ({ cancel }) => {
      blocked = cancel
    })
    return blocked
  }
  /** As Chromium asks our handler: with the address as it stands, unnormalised. */
  async fetch(url: string, method = 'GET'): Promise<Response> {
    const handler = this.#handlers.get(/^[a-z]+/.exec(url)?.[0] ?? '')
    if (!handler) return refuse(`Nobody serves ${url}.`)
    return handler({ url, method } as Request)
  }
}
