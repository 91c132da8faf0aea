/** A telephone carries up to 3.4 kHz; whatever lies above half of 8 kHz would come back as a false tone. */
const CUTOFF_HZ = 3_600
/** Of the kernel's sine on each side, at the cutoff: the more, the steeper. 3 ms of audio. */
const ZERO_CROSSINGS = 22
/** Steps of the kernel's table for each sample of the input. */
const TABLE_STEPS = 64

/**
 * Takes a running stream of samples down to a lower rate, with a windowed-sinc low-pass (Blackman). Rates need not divide
 * evenly: 44.1 kHz is as good as 48. Pieces may have any length; their seams are not heard.
 */
export class Downsampler {
  readonly #step: number
  readonly #half: number
  readonly #kernel: Float32Array
  #waiting: Float32Array
  /** Where in `waiting` the next sample of the output lies. */
  #next: number

  /** Both rates in samples a second; throws when the input has the lower one. */
  constructor(fromHz: number, toHz: number) {
    if (fromHz < toHz)
      throw new RangeError(`A microphone at ${fromHz} Hz cannot be taken down to ${toHz} Hz.`)
    this.#step = fromHz / toHz
    const cutoff = Math.min(CUTOFF_HZ, toHz * 0.45) / fromHz
    this.#half = Math.ceil(ZERO_CROSSINGS / (2 * cutoff))
    this.#kernel = kernelOf(cutoff, this.#half)
    this.#waiting = new Float32Array(this.#half)
    this.#next = this.#half
  }

  /** What of the output is complete with these samples; the rest follows with the next ones, 3 ms later. */
  push(samples: Float32Array): Float32Array<ArrayBuffer> {
    const input = new Float32Array(this.#waiting.length + samples.length)
    input.set(this.#waiting)
    input.set(samples, this.#waiting.length)
    const count = Math.max(0, Math.ceil((input.length - this.#half - this.#next) / this.#step))
    const output = new Float32Array(count)
    for (let index = 0; index < count; index++)
      output[index] = this.#at(input, this.#next + index * this.#step)
    this.#next += count * this.#step
    const keptFrom = Math.floor(this.#next) - this.#half
    this.#waiting = input.slice(keptFrom)
    this.#next -= keptFrom
    return output
  }

  #at(input: Float32Array, position: number): number {
    let sum = 0
    const last = Math.min(input.length - 1, Math.floor(position + this.#half))
    for (let index = Math.max(0, Math.ceil(position - this.#half)); index <= last; index++)
      sum += (input[index] ?? 0) * (this.#kernel[Math.round(Math.abs(index - position) * TABLE_STEPS)] ?? 0)
    return sum
  }
}

/** One side of the kernel, its middle first; all samples under it together weigh 1. */
function kernelOf(cutoff: number, half: number): Float32Array {
  return Float32Array.from({ length: half * TABLE_STEPS + 1 }, (_, step) => {
    const at = step / TABLE_STEPS
    const angle = 2 * Math.PI * cutoff * at
    const window = 0.42 + 0.5 * Math.cos((Math.PI * at) / half) + 0.08 * Math.cos((2 * Math.PI * at) / half)
    return 2 * cutoff * (at === 0 ? 1 : Math.sin(angle) / angle) * window
  })
}
