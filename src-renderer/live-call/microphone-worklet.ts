import { MicrophoneChunks } from './microphone-chunks.ts'

/** What the audio thread offers its modules (Web Audio API, AudioWorkletGlobalScope). */
declare const sampleRate: number
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void
declare class AudioWorkletProcessor {
  readonly port: MessagePort
}

/** Runs on the audio thread, so that a busy window does not make the contractor's voice stutter. */
class MicrophoneProcessor extends AudioWorkletProcessor {
  readonly #chunks = new MicrophoneChunks(sampleRate)

  process([channels = []]: Float32Array[][]): boolean {
    for (const chunk of this.#chunks.push(channels)) this.port.postMessage(chunk, [chunk.pcmu.buffer])
    return true
  }
}

registerProcessor('ridgeline-microphone', MicrophoneProcessor)
