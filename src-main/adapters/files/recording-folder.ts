import type { Recording } from '../../core/call/live/call-audio.ts'
import { readPeaks, readRecordingWav, recordingFile } from './recording-file.ts'

/** What storage keeps about recordings. */
export interface RecordingNotes {
  started(callId: string, fileName: string): void
  closed(callId: string, fileName: string, durationMs: number): void
  failed(callId: string, error: unknown): void
}

export interface RecordingFolder {
  keep(callId: string): Recording
  wav(fileName: string): ReturnType<typeof readRecordingWav>
  peaks(fileName: string): ReturnType<typeof readPeaks>
  /** Resolves once everything recorded so far is on disk and noted. */
  closeAll(): Promise<void>
}

/** All recordings, one file a call. */
export function recordingFolder(folder: string, notes: RecordingNotes): RecordingFolder {
  const open = new Set<Recording>()
  return {
    keep(callId) {
      const fileName = `${callId}.pcmu`
      const file = recordingFile(folder, fileName, {
        started: () => notes.started(callId, fileName),
        closed: (durationMs) => notes.closed(callId, fileName, durationMs),
        failed: (error) => notes.failed(callId, error),
      })
      const recording: Recording = {
        append: file.append,
        async close() {
          await file.close()
          open.delete(recording)
        },
      }
      open.add(recording)
      return recording
    },
    wav: (fileName) => readRecordingWav(folder, fileName),
    peaks: (fileName) => readPeaks(folder, fileName),
    async closeAll() {
      await Promise.all([...open].map((recording) => recording.close()))
    },
  }
}
