import { createWriteStream, existsSync, mkdirSync, type WriteStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodePcmu, PCMU_BYTES_PER_MS } from '../../core/audio/pcmu.ts'
import type { Recording } from '../../core/call/live/call-audio.ts'

const SAMPLE_RATE_HZ = 8_000
const PEAK_STEP_MS = 100
/** So much of a call goes to the disk at once. */
const WRITE_EVERY_MS = 200

export interface RecordingNews {
  /** The file is there: from now on it can be found, even if Ridgeline never gets to close it. */
  started(): void
  closed(durationMs: number): void
  /** Told once; nothing more is written and the call goes on without its recording. */
  failed(error: unknown): void
}

/** Stereo PCMU on disk, left homeowner, right agent, written as the call goes: a crash loses at most a moment. */
export function recordingFile(folder: string, fileName: string, news: RecordingNews): Recording {
  let file: WriteStream | null = null
  let waiting: Buffer[] = []
  let bytesPerSide = 0
  let writtenPerSide = 0
  let failed = false
  let closed: Promise<void> | null = null

  const fail = (error: unknown) => {
    if (failed) return
    failed = true
    file?.destroy()
    news.failed(error)
  }
  const attempt = (work: () => void) => {
    try {
      work()
    } catch (error) {
      fail(error)
    }
  }
  const write = () => {
    if (waiting.length > 0) file?.write(Buffer.concat(waiting))
    waiting = []
    writtenPerSide = bytesPerSide
  }
  const open = () => {
    mkdirSync(folder, { recursive: true })
    const opened = createWriteStream(join(folder, fileName), { flags: 'w', mode: 0o600 })
    opened.on('error', fail)
    opened.once('open', () => attempt(news.started))
    return opened
  }

  return {
    append({ homeowner, agent }) {
      if (closed || failed) return
      attempt(() => {
        file ??= open()
        waiting.push(interleaved(homeowner, agent))
        bytesPerSide += homeowner.length
        if (bytesPerSide - writtenPerSide >= WRITE_EVERY_MS * PCMU_BYTES_PER_MS) write()
      })
    },
    close() {
      if (!closed && !failed) write()
      closed ??= ended(file).then(() => {
        if (file && !failed) attempt(() => news.closed(bytesPerSide / PCMU_BYTES_PER_MS))
      })
      return closed
    },
  }
}

function interleaved(left: Uint8Array, right: Uint8Array): Buffer {
  const both = Buffer.alloc(left.length * 2)
  for (let i = 0; i < left.length; i++) {
    both[2 * i] = left[i] as number
    both[2 * i + 1] = right[i] as number
  }
  return both
}

function ended(file: WriteStream | null): Promise<void> {
  return new Promise((resolve) => {
    if (!file || file.closed) return resolve()
    file.once('close', () => resolve())
    file.end()
  })
}

/** The recording as a 16-bit stereo WAV file that every player opens. Null when the file is gone. */
export async function readRecordingWav(folder: string, fileName: string): Promise<Buffer | null> {
  const path = join(folder, fileName)
  if (!existsSync(path)) return null
  const samples = await readSamples(path)
  const data = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
  return Buffer.concat([wavHeader(data.length), data])
}

/** What the file holds decides, not what was noted about it: a crash may have cut it anywhere, even between the sides. */
async function readSamples(path: string): Promise<Int16Array> {
  const bytes = await readFile(path)
  return decodePcmu(bytes.subarray(0, bytes.length - (bytes.length % 2)))
}

/** One peak per side and 100 ms, 0 to 1. */
export async function readPeaks(
  folder: string,
  fileName: string,
): Promise<{ stepMs: number; durationMs: number; homeowner: number[]; agent: number[] } | null> {
  const path = join(folder, fileName)
  if (!existsSync(path)) return null
  const samples = await readSamples(path)
  const perStep = PEAK_STEP_MS * PCMU_BYTES_PER_MS * 2
  const homeowner: number[] = []
  const agent: number[] = []
  for (let start = 0; start < samples.length; start += perStep) {
    homeowner.push(peak(samples, start, perStep))
    agent.push(peak(samples, start + 1, perStep - 1))
  }
  return { stepMs: PEAK_STEP_MS, durationMs: samples.length / 2 / PCMU_BYTES_PER_MS, homeowner, agent }
}

function peak(samples: Int16Array, start: number, length: number): number {
  let highest = 0
  for (let i = start; i < Math.min(samples.length, start + length); i += 2)
    highest = Math.max(highest, Math.abs(samples[i] as number))
  return Math.round((highest / 32_768) * 1_000) / 1_000
}

/** RIFF/WAVE header: PCM, 2 channels, 8 kHz, 16 bit. */
export function wavHeader(dataBytes: number): Buffer {
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + dataBytes, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(2, 22)
  header.writeUInt32LE(SAMPLE_RATE_HZ, 24)
  header.writeUInt32LE(SAMPLE_RATE_HZ * 4, 28)
  header.writeUInt16LE(4, 32)
  header.writeUInt16LE(16, 34)
  header.write('data', 36)
  header.writeUInt32LE(dataBytes, 40)
  return header
}
