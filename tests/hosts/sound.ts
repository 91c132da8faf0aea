import type { Page } from 'playwright'

declare global {
  interface Window {
    /** One for each way to the loudspeaker that the page has built. */
    loudspeakers: AnalyserNode[]
  }
}

/** Before the page is opened: whatever it sends to the loudspeaker can be measured from then on. */
export async function measureLoudspeaker(page: Page): Promise<void> {
  await page.addInitScript(() => {
    window.loudspeakers = []
    const connect = AudioNode.prototype.connect as (this: AudioNode, ...to: unknown[]) => AudioNode
    AudioNode.prototype.connect = function (this: AudioNode, ...to: unknown[]) {
      if (to[0] instanceof AudioDestinationNode) {
        const analyser = new AnalyserNode(this.context, { fftSize: 4096 })
        connect.call(this, analyser)
        window.loudspeakers.push(analyser)
      }
      return connect.call(this, ...to)
    } as typeof AudioNode.prototype.connect
  })
}

/** The root mean square of what the page plays at this moment, 0 to 1, from the samples themselves. */
export const loudness = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const playing = window.loudspeakers.filter(({ context }) => context.state === 'running')
    return Math.max(
      0,
      ...playing.map((analyser) => {
        const samples = new Float32Array(analyser.fftSize)
        analyser.getFloatTimeDomainData(samples)
        return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)
      }),
    )
  })

/** Chromium's fake microphone beeps at this pitch, twice a second. */
const BEEP_HZ = 400
export const BEEP_EVERY_MS = 500
const WINDOW_MS = 20
const WAV_HEADER_BYTES = 44

/**
 * When the fake microphone beeps in one side of a recording (16-bit stereo at 8 kHz: left homeowner, right agent), in
 * milliseconds from its beginning. A beep is louder than any voice in the practice world, and much of it is of one pitch.
 */
export function beepsIn(wav: Buffer, side: 'homeowner' | 'agent'): number[] {
  const rateHz = wav.readUInt32LE(24)
  const perWindow = (rateHz * WINDOW_MS) / 1_000
  const frames = Math.floor((wav.length - WAV_HEADER_BYTES) / 4)
  const beeps: number[] = []
  let beeping = false
  for (let at = 0; at + perWindow <= frames; at += perWindow) {
    const samples = Array.from(
      { length: perWindow },
      (_, index) =>
        wav.readInt16LE(WAV_HEADER_BYTES + (at + index) * 4 + (side === 'agent' ? 2 : 0)) / 32_768,
    )
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / perWindow
    const now = power > 0.05 && powerAt(BEEP_HZ, samples, rateHz) / power > 0.2
    if (now && !beeping) beeps.push((at / rateHz) * 1_000)
    beeping = now
  }
  return beeps
}

/** The power of one pitch in a stretch of sound, as its share of the mean square. */
function powerAt(hertz: number, samples: readonly number[], rateHz: number): number {
  const angle = (2 * Math.PI * hertz) / rateHz
  const real = samples.reduce((sum, sample, at) => sum + sample * Math.cos(angle * at), 0)
  const imaginary = samples.reduce((sum, sample, at) => sum + sample * Math.sin(angle * at), 0)
  return (2 * (real * real + imaginary * imaginary)) / samples.length ** 2
}
