import type { ListenChunk } from '../../src-preload/contract/calls.ts'
import { bytesFromBase64 } from '../ui/base64.ts'
import { JitterBuffer } from './jitter-buffer.ts'
import { chunkIsQuiet, decodePcmu } from './pcmu.ts'

const SAMPLE_RATE_HZ = 8_000

export interface ListenPlayer {
  play(chunk: ListenChunk): void
  setVolume(volume: number): void
  close(): void
}

/** Whom a listener hears; nobody who speaks can bear to hear their own voice a moment later. */
export type Ears = 'both' | 'homeowner' | 'agent'

/** Plays a call as it comes: the homeowner a little to the left, the agent a little to the right. */
export function createListenPlayer(volume: number, ears: Ears = 'both'): ListenPlayer {
  const context = new AudioContext({ latencyHint: 'interactive' })
  const loudness = new GainNode(context, { gain: volume })
  loudness.connect(context.destination)
  const voice = (side: 'homeowner' | 'agent', pan: number) => {
    const place = new StereoPannerNode(context, { pan })
    place.connect(loudness)
    return { side, place }
  }
  const heard = ears === 'both' ? [voice('homeowner', -0.5), voice('agent', 0.5)] : [voice(ears, 0)]
  const buffer = new JitterBuffer()

  return {
    play(chunk) {
      const sides = heard.map(({ side, place }) => ({ place, bytes: bytesFromBase64(chunk[side]) }))
      const voices = sides.map(({ place, bytes }) => ({ place, samples: decodePcmu(bytes) }))
      const seconds = Math.max(...voices.map(({ samples }) => samples.length)) / SAMPLE_RATE_HZ
      if (seconds === 0) return
      const quiet = chunkIsQuiet(sides.map(({ bytes }) => bytes))
      const placed = buffer.place({ seconds, quiet }, context.currentTime)
      if (!placed.play) return
      for (const { place, samples } of voices)
        if (samples.length > 0) playAt(samples, place, placed.atSeconds, placed.skipSeconds)
    },
    setVolume: (next) => loudness.gain.setTargetAtTime(next, context.currentTime, 0.02),
    close: () => void context.close(),
  }

  function playAt(
    samples: Float32Array<ArrayBuffer>,
    place: AudioNode,
    atSeconds: number,
    skipSeconds: number,
  ): void {
    const sound = context.createBuffer(1, samples.length, SAMPLE_RATE_HZ)
    sound.copyToChannel(samples, 0)
    const source = new AudioBufferSourceNode(context, { buffer: sound })
    source.connect(place)
    source.start(atSeconds, skipSeconds)
  }
}
