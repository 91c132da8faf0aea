import type { HttpBindings } from '@hono/node-server'
import type { Context, MiddlewareHandler } from 'hono'
import type { Faults, Vendor } from '../faults.ts'

export type LoopbackEnv = { Bindings: HttpBindings }

export const pauseMs = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Lets faults strike requests. `refusal` words the vendor's own error body. */
export function faultyHttp(
  faults: Faults,
  vendor: Vendor,
  refusal: (status: number) => unknown,
): MiddlewareHandler<LoopbackEnv> {
  return async (context, next) => {
    const fault = faults.strike(vendor, 'request', `${context.req.method} ${context.req.path}`)
    switch (fault?.fault) {
      case 'latency':
        await pauseMs(fault.ms ?? 2_000)
        break
      case 'refuse':
        return context.json(refusal(fault.status ?? 503) as object, (fault.status ?? 503) as 503)
      case 'stall':
        await pauseMs(fault.ms ?? 3_600_000)
        break
      case 'cut':
        await pauseMs(fault.ms ?? 0)
        return hangUpOn(context)
      case 'garbage':
        return context.text('<html>Bad gateway {{', 200)
      default:
        break
    }
    return next()
  }
}

function hangUpOn(context: Context<LoopbackEnv>): Response {
  context.env.incoming.socket.destroy()
  return new Response(null, { status: 502 })
}
