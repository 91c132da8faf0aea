import type { MicrophoneChunk } from './microphone-chunks.ts'
import workletUrl from './microphone-worklet.ts?worker&url'

export interface Microphone {
  close(): void
}

export interface MicrophoneListener {
  /** Every 40 ms, in order, silence included. */
  heard(chunk: MicrophoneChunk): void
  /** It was unplugged, or the system took it away. */
  lost(): void
}

/**
 * Opens the microphone that the system prefers, without the echo of what the loudspeaker plays. Asks the person where
 * they have not allowed it yet. Throws what the browser throws (see `microphoneProblem`), or when the signal aborts.
 */
export async function openMicrophone(listener: MicrophoneListener, signal: AbortSignal): Promise<Microphone> {
  if (!navigator.mediaDevices) throw new DOMException('This page may not use a microphone.', 'SecurityError')
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true, channelCount: 1 },
  })
  const context = new AudioContext({ latencyHint: 'interactive' })
  let open = true
  const close = () => {
    open = false
    for (const track of stream.getTracks()) track.stop()
    if (context.state !== 'closed') void context.close()
  }
  try {
    await Promise.all([context.audioWorklet.addModule(workletUrl), context.resume()])
    signal.throwIfAborted()
    const worklet = new AudioWorkletNode(context, 'ridgeline-microphone', { numberOfOutputs: 0 })
    worklet.port.onmessage = ({ data }: MessageEvent<MicrophoneChunk>) => {
      if (open) listener.heard(data)
    }
    for (const track of stream.getTracks())
      track.addEventListener('ended', () => {
        if (open) listener.lost()
      })
    new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(worklet)
  } catch (error) {
    close()
    throw error
  }
  return { close }
}
