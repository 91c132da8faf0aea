import { createWriteStream, existsSync, mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { decodePcmu, PCMU_BYTES_PER_MS } from '../../core/audio/pcmu.ts'
import type { Recording } from '../../core/call/call-session.ts'

const SAMPLE_RATE_HZ = 8_000
const PEAK_STEP_MS = 100

/** Stereo PCMU on disk, left homeowner, right agent, written as the call goes: a crash loses at most a moment. */
export function recordingFile(
  folder: string,
  fileName: string,
  onClosed: (durationMs: number) => void,
): Recording {
  mkdirSync(folder, { recursive: true })
  const file = createWriteStream(join(folder, fileName), { flags: 'w', mode: 0o600 })
  let bytesPerSide = 0
  let closed: Promise<void> | null = null
  return {
    append({ homeowner, agent }) {
      if (closed) return
      const interleaved = Buffer.alloc(homeowner.length * 2)
      for (let i = 0; i < homeowner.length; i++) {
        interleaved[2 * i] = homeowner[i] as number
        interleaved[2 * i + 1] = agent[i] as number
      }
      bytesPerSide += homeowner.length
      file.write(interleaved)
    },
    close() {
      closed ??= new Promise((resolve) => {
        file.end(() => {
          onClosed(bytesPerSide / PCMU_BYTES_PER_MS)
          resolve()
        })
      })
      return closed
    },
  }
}

/** The recording as a 16-bit stereo WAV file that every player opens. Null when the file is gone. */
export async function readRecordingWav(folder: string, fileName: string): Promise<Buffer | null> {
  const path = join(folder, fileName)
  if (!existsSync(path)) return null
  const samples = decodePcmu(await readFile(path))
  const data = Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength)
  return Buffer.concat([wavHeader(data.length), data])
}

/** One peak per side and 100 ms, 0 to 1. */
export async function readPeaks(
  folder: string,
  fileName: string,
): Promise<{ stepMs: number; durationMs: number; homeowner: number[]; agent: number[] } | null> {
  const path = join(folder, fileName)
  if (!existsSync(path)) return null
  const samples = decodePcmu(await readFile(path))
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
function wavHeader(dataBytes: number): Buffer {
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
