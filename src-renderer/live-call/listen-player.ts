import type { ListenChunk } from '../../src-preload/contract/calls.ts'
import { bytesFromBase64 } from '../ui/base64.ts'
import { placeChunk } from './jitter-buffer.ts'
import { decodePcmu } from './pcmu.ts'

const SAMPLE_RATE_HZ = 8_000

export interface ListenPlayer {
  play(chunk: ListenChunk): void
  setVolume(volume: number): void
  close(): void
}

/** Plays both sides of a call: the homeowner a little to the left, the agent a little to the right. */
export function createListenPlayer(volume: number): ListenPlayer {
  const context = new AudioContext()
  const loudness = new GainNode(context, { gain: volume })
  loudness.connect(context.destination)
  const left = new StereoPannerNode(context, { pan: -0.5 })
  const right = new StereoPannerNode(context, { pan: 0.5 })
  left.connect(loudness)
  right.connect(loudness)
  let playheadSeconds: number | null = null

  function playSide(base64: string, side: AudioNode, atSeconds: number): number {
    const samples = decodePcmu(bytesFromBase64(base64))
    if (samples.length === 0) return 0
    const buffer = context.createBuffer(1, samples.length, SAMPLE_RATE_HZ)
    buffer.copyToChannel(samples, 0)
    const source = new AudioBufferSourceNode(context, { buffer })
    source.connect(side)
    source.start(atSeconds)
    return buffer.duration
  }

  return {
    play(chunk) {
      const placed = placeChunk(playheadSeconds, context.currentTime)
      if (!placed.play) return
      const seconds = Math.max(
        playSide(chunk.homeowner, left, placed.atSeconds),
        playSide(chunk.agent, right, placed.atSeconds),
      )
      playheadSeconds = placed.atSeconds + seconds
    },
    setVolume: (next) => loudness.gain.setTargetAtTime(next, context.currentTime, 0.02),
    close: () => void context.close(),
  }
}
