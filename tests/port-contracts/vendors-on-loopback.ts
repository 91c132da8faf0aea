import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FRAME_BYTES, silence } from '../../src-main/core/audio/pcmu.ts'
import { startAnthropic } from '../../src-main/practice/anthropic/anthropic.ts'
import { startDeepgram } from '../../src-main/practice/deepgram/deepgram.ts'
import { hearableUtterances } from '../../src-main/practice/ears/utterances.ts'
import { startElevenLabs } from '../../src-main/practice/elevenlabs/elevenlabs.ts'
import { faultBoard } from '../../src-main/practice/faults.ts'
import { openStudio } from '../../src-main/practice/voices/studio.ts'
import type { Voice } from '../../src-main/practice/voices/voice.ts'

const HOMEOWNER: Voice = { flite: 'rms', pitch: 1, stretch: 1, roomDbfs: -57 }
const KEY = 'key'

/** The vendors of a call over real sockets, and a homeowner whose words they can understand. */
export async function vendorsOnLoopback() {
  const folder = mkdtempSync(join(tmpdir(), 'ridgeline-ports-'))
  const faults = faultBoard()
  const utterances = hearableUtterances()
  const studio = openStudio({ cacheFolder: folder, resourcesFolder: 'resources', utterances })
  const shared = { port: 0, apiKey: KEY, studio, utterances, faults }
  const deepgram = await startDeepgram(shared)
  const elevenlabs = await startElevenLabs(shared)
  const anthropic = await startAnthropic(shared)
  return {
    faults,
    deepgram: { apiKey: KEY, baseUrl: deepgram.origin },
    elevenlabs: { apiKey: KEY, baseUrl: elevenlabs.origin },
    anthropic: { apiKey: KEY, baseUrl: anthropic.origin },
    /** A line of the homeowner in 20 ms frames, with quiet after it. */
    async spoken(text: string, quietMs = 1_500): Promise<Uint8Array[]> {
      const { pcmu } = await studio.speak(HOMEOWNER, text)
      const whole = Buffer.concat([pcmu, silence(quietMs)])
      return Array.from({ length: Math.floor(whole.length / FRAME_BYTES) }, (_, i) =>
        whole.subarray(i * FRAME_BYTES, (i + 1) * FRAME_BYTES),
      )
    },
    async close() {
      await Promise.all([deepgram.close(), elevenlabs.close(), anthropic.close()])
      await studio.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export type VendorsOnLoopback = Awaited<ReturnType<typeof vendorsOnLoopback>>

/** Waits for what must come; the test's own time limit ends a wait in vain. */
export async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 10))
}

/**
 * How long, in seconds, a vendor that is gone may go unnoticed, by the reason for which it was given up: it is asked once
 * a beat, and was lost after two beats without an answer, the first of which it may just have missed.
 */
export function longestUnnoticedS(reason: string | undefined): number {
  const silentS = /has not answered for ([\d.]+) s/.exec(reason ?? '')?.[1]
  return silentS === undefined ? Number.POSITIVE_INFINITY : Number(silentS) * 1.5
}
