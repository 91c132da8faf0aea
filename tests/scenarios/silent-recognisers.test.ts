import { describe, expect, it } from 'vitest'
import type { CallLogEntry } from '../../src-main/core/call/log/call-log.ts'
import {
  fallbackTranscriber,
  type TranscriberEngine,
} from '../../src-main/core/call/speech/fallback-transcriber.ts'
import type { TurnListener } from '../../src-main/core/call/speech/transcriber.ts'
import { EngineHealth } from '../../src-main/core/engine-health.ts'
import { CHARACTERS } from '../../src-main/practice/homeowners/directory.ts'
import { simulateCallWith } from './simulated-call.ts'
import { NO_FAULTS, simulatedModel, simulatedVoice } from './simulated-vendors.ts'

/** Whoever speaks; a key that is pressed needs no recogniser. */
const TALKERS = CHARACTERS.filter(
  ({ id, kind, pickUp }) => kind === 'person' && pickUp.how === 'answers' && id !== 'presses-nine',
)

const OPENING_LINES = 2
const SAY_AGAIN = "I'm sorry, I didn't catch that. Could you say it again?"
/** A cough or a television makes a voice without words too: that nobody listens takes several of them to tell. */
const MOST_ASKED = 3
/** From the homeowner's first unheard word, four seconds of which may be that word's own sentence. */
const ASKED_WITHIN_MS = 5_500
const OVER_WITHIN_MS = 31_000

/** Connected, taking sound, telling nothing: the worst way for a recogniser to be broken. */
const silent = (name: string): TranscriberEngine => ({
  name,
  probe: async () => {},
  open: async () => ({ sendAudio: () => {}, close: () => {} }),
})

const NOBODY: TurnListener = {
  turnStarted: () => {},
  turnUpdated: () => {},
  turnMayBeDone: () => {},
  turnResumed: () => {},
  turnDone: () => {},
}

describe('when every recogniser is connected and hears nothing', () => {
  it.each(TALKERS.map((talker) => [talker.id, talker] as const))(
    '%s is asked again a few times, never left in silence, and told goodbye',
    async (_, talker) => {
      const call = await simulateCallWith(talker, 1, (clock, lines) => ({
        transcriber: fallbackTranscriber(
          new EngineHealth(['Flux', 'Nova', 'Scribe'].map(silent), clock),
          clock,
        ),
        voice: {
          open: async (listener) => simulatedVoice(clock, lines, listener, NO_FAULTS),
          render: async (text) => lines.speak(`${text} `),
        },
        model: simulatedModel(clock, NO_FAULTS),
        hears: NOBODY,
      }))
      const unheardSinceMs = firstVoiceAfterTheOpening(call.log)
      const asked = call.turns.filter(({ text }) => text === SAY_AGAIN)
      expect(call.endedBy).not.toBe('nobody')
      expect(call.homeowner.longestOwedSilenceMs).toBeLessThanOrEqual(3_000)
      expect(asked.length).toBeGreaterThanOrEqual(1)
      expect(asked.length).toBeLessThanOrEqual(MOST_ASKED)
      expect((asked[0]?.started_at_ms ?? 0) - unheardSinceMs).toBeLessThanOrEqual(ASKED_WITHIN_MS)
      expect(call.durationMs - unheardSinceMs).toBeLessThanOrEqual(OVER_WITHIN_MS)
      if (call.endedBy === 'agent') expect(call.turns.at(-1)?.text).toContain('technical problem')
    },
  )
})

function firstVoiceAfterTheOpening(log: readonly CallLogEntry[]): number {
  const events = log.flatMap((entry) => (entry.kind === 'turn' ? [entry.event] : []))
  const opened = events.filter(({ type }) => type === 'line-ended')[OPENING_LINES - 1]?.atMs ?? 0
  const voice = events.find(({ type, atMs }) => type === 'voice-began' && atMs >= opened)
  if (!voice) throw new Error('nobody spoke')
  return voice.atMs
}
