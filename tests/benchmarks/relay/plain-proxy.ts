/**
 * What one would write in an afternoon, to compare the relay with: `ws` on both sides, JSON parsed and built, one
 * message for each frame towards the desktop. No tokens, no order, no limits, no proof of who connects.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type WebSocket, WebSocketServer } from 'ws'
import { encodeFrame, FrameType, readFrames } from '../../../cloud-relay/wire/frame.ts'

const carriers = new Map<number, WebSocket>()
let link: WebSocket | undefined

const server = createServer()
const sockets = new WebSocketServer({ server, perMessageDeflate: false })
sockets.on('connection', (socket, request) => {
  if (request.url === '/link') beLink(socket)
  else beCarrier(socket, Number(request.url?.split('/').at(-1)))
})

function beLink(socket: WebSocket): void {
  link = socket
  socket.on('message', (data: Buffer) =>
    readFrames(data, ({ streamId, body }) =>
      carriers
        .get(streamId)
        ?.send(JSON.stringify({ event: 'media', media: { payload: body.toString('base64') } })),
    ),
  )
}

function beCarrier(socket: WebSocket, streamId: number): void {
  carriers.set(streamId, socket)
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as { event: string; media?: { payload: string } }
    if (frame.event !== 'media' || !frame.media) return
    link?.send(encodeFrame(FrameType.audio, streamId, 0, Buffer.from(frame.media.payload, 'base64')))
  })
}

process.on('SIGTERM', () => process.exit(0))
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`${JSON.stringify({ ready: true, url: `http://127.0.0.1:${port}` })}\n`)
})
