import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { keptAliveFetch } from './kept-alive-fetch.ts'

let server: Server
let connections = 0
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

async function vendor(answer: RequestListener): Promise<string> {
  connections = 0
  server = createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
    // Most vendors do not tell how long they keep a connection.
    response.setHeader('connection', 'keep-alive')
    answer(request, response)
  })
  server.on('connection', () => connections++)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const asking = (body: string): RequestInit => ({ method: 'POST', body, headers: { 'x-key': 'k' } })

describe('the fetch for a vendor that is asked in a call', () => {
  it('passes on what is sent, and what comes back as it comes', async () => {
    const url = await vendor((request, response) => {
      response.writeHead(200, { 'content-type': 'text/plain', 'request-id': 'r-1' })
      response.write(`${request.method} ${request.headers['x-key']} `)
      request.pipe(response)
    })
    const response = await keptAliveFetch()(url, asking('¿Quién?'))
    expect([response.status, response.headers.get('request-id')]).toEqual([200, 'r-1'])
    expect(await response.text()).toBe('POST k ¿Quién?')
  })

  it('uses the same connection after a pause that is longer than fetch keeps one', async () => {
    const url = await vendor((_, response) => void response.end('ok'))
    const ask = keptAliveFetch()
    await (await ask(url, asking('one'))).text()
    await pause(4_500)
    await (await ask(url, asking('two'))).text()
    expect(connections).toBe(1)
  })

  it('asks once more, on a new connection, when a kept one was closed under it', async () => {
    let asked = 0
    const url = await vendor((request, response) => {
      asked++
      if (asked === 2) return request.socket.destroy()
      response.end('ok')
    })
    const ask = keptAliveFetch()
    await (await ask(url, asking('one'))).text()
    expect(await (await ask(url, asking('two'))).text()).toBe('ok')
    expect([asked, connections]).toEqual([3, 2])
  })

  it('does not ask again on a connection that was new: that one has been heard', async () => {
    let asked = 0
    const url = await vendor((request) => {
      asked++
      request.socket.destroy()
    })
    await expect(keptAliveFetch()(url, asking('one'))).rejects.toThrow()
    expect(asked).toBe(1)
  })

  it('ends the request when nobody wants the answer any more', async () => {
    const closed = Promise.withResolvers<void>()
    const url = await vendor((_, response) => {
      response.once('close', closed.resolve)
      response.write('one word')
    })
    const unwanted = new AbortController()
    const response = await keptAliveFetch()(url, { ...asking('one'), signal: unwanted.signal })
    unwanted.abort()
    await expect(response.text()).rejects.toThrow()
    await closed.promise
  })

  it('survives a request that is given up while the end of its answer arrives', async () => {
    const url = await vendor((_, response) => {
      response.write('first ')
      setTimeout(() => response.end('last'), 3)
    })
    const errors: unknown[] = []
    const reachedNobody = (error: unknown) => errors.push(error)
    process.prependListener('uncaughtException', reachedNobody)
    const ask = keptAliveFetch()
    for (let i = 0; i < 5; i++) {
      const giveUp = new AbortController()
      const { body } = await ask(url, { ...asking('{}'), signal: giveUp.signal })
      const read = async () => {
        for await (const piece of body ?? []) if (Buffer.from(piece).includes('last')) giveUp.abort()
      }
      await read().catch(() => {})
      await pause(10)
    }
    process.off('uncaughtException', reachedNobody)
    expect(errors).toEqual([])
  })
})
