/** Stands before a server and notes every address that was asked for: what an access log there would hold. */
import { createServer, type IncomingMessage, request } from 'node:http'
import { type AddressInfo, connect } from 'node:net'

export interface WireTap {
  readonly origin: string
  /** Everything goes there from now on. */
  leadTo(origin: string): void
  /** Method and address of each request, upgrades included. */
  readonly addresses: readonly string[]
  /** What stood in a header of that name, as lower case. */
  headers(name: string): readonly string[]
  close(): Promise<void>
}

export async function wireTap(origin = ''): Promise<WireTap> {
  let target = origin
  const seen: IncomingMessage[] = []
  const server = createServer((incoming, answer) => {
    seen.push(incoming)
    const { method, url, headers } = incoming
    const onward = request(new URL(url ?? '/', target), { method, headers }, (came) => {
      answer.writeHead(came.statusCode ?? 502, came.headers)
      came.pipe(answer)
    })
    onward.on('error', () => answer.destroy())
    incoming.pipe(onward)
  })
  server.on('upgrade', (incoming, client, head) => {
    seen.push(incoming)
    const { hostname, port } = new URL(target)
    const onward = connect(Number(port), hostname)
    onward.write(`${incoming.method} ${incoming.url} HTTP/1.1\r\n${rawHeaders(incoming)}\r\n\r\n`)
    onward.write(head)
    client.pipe(onward).pipe(client)
    for (const [one, other] of [
      [client, onward],
      [onward, client],
    ])
      one?.on('error', () => other?.destroy()).on('close', () => other?.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    leadTo(next) {
      target = next
    },
    get addresses() {
      return seen.map(({ method, url }) => `${method} ${url}`)
    },
    headers: (name) => seen.flatMap(({ headers }) => headers[name] ?? []),
    close() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}

const rawHeaders = ({ rawHeaders: raw }: IncomingMessage): string =>
  raw.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${raw[at + 1]}`] : [])).join('\r\n')
