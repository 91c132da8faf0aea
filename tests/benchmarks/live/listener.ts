import { createORPCClient } from '@orpc/client'
import { RPCLink } from '@orpc/client/websocket'
import type { ContractRouterClient } from '@orpc/contract'
import { WebSocket } from 'ws'
import { PCMU_BYTES_PER_MS } from '../../../src-main/core/audio/pcmu.ts'
import type { ListenChunk } from '../../../src-preload/contract/calls.ts'
import type { Contract } from '../../../src-preload/contract/contract.ts'
import type { CallId } from '../../../src-preload/contract/primitives.ts'
import { JitterBuffer } from '../../../src-renderer/live-call/jitter-buffer.ts'
import { chunkIsQuiet } from '../../../src-renderer/live-call/pcmu.ts'
import type { Line } from './line.ts'
import type { Stage } from './stage.ts'
import { readStamp, stampsIn } from './stamped-audio.ts'

/** How far behind the phone a listener was: from the sound in the phone to its arrival, and to its place in the page's own playback. */
export interface ListenDelays {
  readonly receivedMs: number[]
  readonly playedMs: number[]
}

export interface Listening {
  readonly homeowner: ListenDelays
  readonly agent: ListenDelays
  /** Chunks that came so late that the page would have left them out. */
  readonly skipped: () => number
  stop(): Promise<void>
}

/**
 * Listens to a call as the window does: over its socket, and with its jitter buffer. Every frame of both sides carries
 * a stamp, which is looked for in what arrives; its moment is when the homeowner's phone sent it or played it.
 */
export async function listenIn(stage: Stage, line: Line): Promise<Listening> {
  const { timer, system } = stage
  const { items } = (await system.get('/ai-voice/calls?status=live&limit=1')) as {
    items: { call_id: CallId }[]
  }
  const callId = items[0]?.call_id
  if (!callId) throw new Error('there is no call to listen to')
  const playedAtMs = new Map<string, number>()
  line.onPlayed = (frame, atMs) => {
    const stamp = readStamp(frame)
    if (stamp) playedAtMs.set(`${stamp.source} ${stamp.serial} ${stamp.number}`, atMs)
  }
  const socket = new WebSocket(system.contractUrl, { perMessageDeflate: false })
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject))
  const client: ContractRouterClient<Contract> = createORPCClient(new RPCLink({ websocket: socket }))
  const over = new AbortController()
  const homeowner: ListenDelays = { receivedMs: [], playedMs: [] }
  const agent: ListenDelays = { receivedMs: [], playedMs: [] }
  const buffer = new JitterBuffer()
  let skipped = 0

  function hear(chunk: ListenChunk, nowMs: number): void {
    const sides = {
      homeowner: new Uint8Array(Buffer.from(chunk.homeowner, 'base64')),
      agent: new Uint8Array(Buffer.from(chunk.agent, 'base64')),
    }
    const seconds = sides.homeowner.length / PCMU_BYTES_PER_MS / 1_000
    const quiet = chunkIsQuiet([sides.homeowner, sides.agent])
    const placed = buffer.place({ seconds, quiet }, nowMs / 1_000)
    if (!placed.play) skipped++
    const note = (delays: ListenDelays, at: number, soundedMs: number | undefined) => {
      if (soundedMs === undefined) return
      delays.receivedMs.push(nowMs - soundedMs)
      const intoSeconds = at / PCMU_BYTES_PER_MS / 1_000
      if (!placed.play || intoSeconds < placed.skipSeconds) return
      const playsMs = (placed.atSeconds + intoSeconds - placed.skipSeconds) * 1_000
      delays.playedMs.push(playsMs - soundedMs)
    }
    for (const { stamp, at } of stampsIn(sides.homeowner))
      if (stamp.source === 'homeowner') note(homeowner, at, line.phone?.sentMs.get(stamp.number))
    for (const { stamp, at } of stampsIn(sides.agent))
      note(agent, at, playedAtMs.get(`${stamp.source} ${stamp.serial} ${stamp.number}`))
  }

  const listening = (async () => {
    for await (const chunk of await client.live.listen({ call_id: callId }, { signal: over.signal }))
      hear(chunk, timer.nowMs())
  })().catch((error: unknown) => {
    if (!over.signal.aborted) throw error
  })
  return {
    homeowner,
    agent,
    skipped: () => skipped,
    async stop() {
      over.abort()
      await listening
      line.onPlayed = null
      socket.close()
    },
  }
}
