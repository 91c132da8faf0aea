/** The operator's way into a relay that runs: a socket in the data folder, never on the network. */
import { chmodSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { failureKind, type Log } from '../log.ts'
import { ControlAnswer, ControlRequest } from './control-messages.ts'

const ANSWER_WITHIN_MS = 10_000
const MAX_LINE_CHARS = 1_048_576
const HAND_OVER = JSON.stringify({ command: 'hand-over' })

/** Windows has pipes instead, which any user of the machine may open: there the relay has to be stopped first. */
export const controlPath = (dataDir: string): string | undefined =>
  process.platform === 'win32' ? undefined : join(dataDir, 'control.sock')

export interface ControlServer {
  close(): void
}

/** A relay without it still relays: a failure is told, not fatal. The data folder is already locked for us alone. */
export function controlServer(
  dataDir: string,
  operator: {
    answer: (request: ControlRequest) => ControlAnswer
    /** A new relay wants this one's place. */
    handOver: (socket: Socket) => Promise<void>
  },
  log: Log,
): ControlServer {
  const path = controlPath(dataDir)
  if (!path) return { close: () => {} }
  rmSync(path, { force: true })
  const server: Server = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    onLines(socket, (line) => hear(socket, line), 1)
  })

  function hear(socket: Socket, line: string): void {
    if (line !== HAND_OVER) return void socket.end(`${JSON.stringify(answerTo(line))}\n`)
    log.info('a new relay takes over')
    operator.handOver(socket).catch((cause: unknown) => {
      log.error('the hand-over failed', { kind: failureKind(cause) })
      socket.destroy()
    })
  }

  function answerTo(line: string): ControlAnswer {
    try {
      const request = ControlRequest.parse(JSON.parse(line))
      log.info('the operator asked', { command: request.command })
      return operator.answer(request)
    } catch (cause) {
      return { ok: false, problem: `The relay could not do that (${failureKind(cause)}).` }
    }
  }

  server.on('error', (cause) =>
    log.warn('commands to the running relay will not work', { kind: failureKind(cause) }),
  )
  server.listen(path, () => chmodSync(path, 0o600))
  return { close: () => void server.close() }
}

/** `undefined` when no relay answers there. */
export function askRunningRelay(
  dataDir: string,
  request: ControlRequest,
): Promise<ControlAnswer | undefined> {
  const path = controlPath(dataDir)
  if (!path) return Promise.resolve(undefined)
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.setTimeout(ANSWER_WITHIN_MS, () => socket.destroy(new Error('The relay does not answer.')))
    socket.on('error', (cause) => {
      const code = 'code' in cause ? cause.code : undefined
      if (code === 'ENOENT' || code === 'ECONNREFUSED') resolve(undefined)
      else reject(cause)
    })
    onLines(socket, (line) => {
      socket.destroy()
      resolve(ControlAnswer.parse(JSON.parse(line)))
    })
    socket.write(`${JSON.stringify(request)}\n`)
  })
}

/** Takes `atMost` lines; whoever sends one without an end is cut off. */
export function onLines(
  socket: Socket,
  take: (line: string) => void,
  atMost = Number.POSITIVE_INFINITY,
): void {
  let text = ''
  let taken = 0
  const read = (chunk: string) => {
    text += chunk
    for (let end = text.indexOf('\n'); end >= 0 && taken < atMost; end = text.indexOf('\n')) {
      const line = text.slice(0, end)
      text = text.slice(end + 1)
      taken += 1
      take(line)
    }
    if (taken >= atMost) socket.off('data', read)
    else if (text.length > MAX_LINE_CHARS) socket.destroy()
  }
  socket.setEncoding('utf8')
  socket.on('data', read)
}
