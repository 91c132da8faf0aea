import type { VoiceConfiguration } from '../../src-preload/contract/account.ts'
import { claudeModel } from '../adapters/claude/claude-model.ts'
import { auraVoice } from '../adapters/deepgram/aura-voice.ts'
import { fluxTranscriber } from '../adapters/deepgram/flux-transcriber.ts'
import { novaTranscriber } from '../adapters/deepgram/nova-transcriber.ts'
import { elevenLabsVoice } from '../adapters/elevenlabs/elevenlabs-voice.ts'
import { scribeTranscriber } from '../adapters/elevenlabs/scribe-transcriber.ts'
import { diskRenderCache } from '../adapters/files/disk-render-cache.ts'
import { fallbackTranscriber } from '../core/call/speech/fallback-transcriber.ts'
import { fallbackVoice } from '../core/call/speech/fallback-voice.ts'
import type { Transcriber } from '../core/call/speech/transcriber.ts'
import type { Voice } from '../core/call/speech/voice.ts'
import type { Clock } from '../core/clock.ts'
import { fallbackModel } from '../core/conversation/fallback-model.ts'
import type { LanguageModel } from '../core/conversation/language-model.ts'
import { EngineHealth } from '../core/engine-health.ts'

export interface VendorAccess {
  readonly apiKey: string
  readonly baseUrl: string
}

export interface VendorParts {
  readonly clock: Clock
  readonly deepgram: VendorAccess
  readonly elevenlabs: VendorAccess
  readonly anthropic: VendorAccess
  /** Asked whenever something is opened or rendered: the setting decides who comes first. */
  readonly configuration: () => VoiceConfiguration
  /** The voice of ElevenLabs while the chosen one is not of ElevenLabs. */
  readonly elevenLabsVoiceId: string
  readonly cacheFolder: string
  readonly onCacheFailure: (error: unknown) => void
}

export interface Vendors {
  readonly transcriber: Transcriber
  readonly voice: Voice
  readonly model: LanguageModel
  /** Ends the probes of what is broken. */
  stop(): void
}

/** Who listens, speaks and thinks in a call, each with others that stand in when it fails. */
export function composeVendors({ clock, configuration, ...parts }: VendorParts): Vendors {
  const cache = { cache: diskRenderCache(parts.cacheFolder), onCacheFailure: parts.onCacheFailure }
  const flux = fluxTranscriber(parts.deepgram)
  const nova = novaTranscriber(parts.deepgram)
  const scribe = scribeTranscriber(parts.elevenlabs)
  const recognisers = new EngineHealth([flux, nova, scribe], clock, () =>
    configuration().asr_vendor === 'deepgram' ? [flux, nova, scribe] : [scribe, flux, nova],
  )

  const isAura = () => configuration().voice_id.startsWith('aura')
  const elevenLabs = elevenLabsVoice({
    ...parts.elevenlabs,
    ...cache,
    voiceId: () => (isAura() ? parts.elevenLabsVoiceId : configuration().voice_id),
  })
  const aura = auraVoice({
    ...parts.deepgram,
    ...cache,
    voiceId: () => (isAura() ? configuration().voice_id : DEFAULT_AURA_VOICE),
  })
  const voices = new EngineHealth([elevenLabs, aura], clock, () =>
    configuration().tts_vendor === 'elevenlabs' ? [elevenLabs, aura] : [aura, elevenLabs],
  )

  const models = new EngineHealth(
    [
      claudeModel({ ...parts.anthropic, family: 'haiku' }),
      claudeModel({ ...parts.anthropic, family: 'sonnet' }),
    ],
    clock,
  )
  return {
    transcriber: fallbackTranscriber(recognisers, clock),
    voice: fallbackVoice(voices, clock),
    model: fallbackModel(models, clock),
    stop() {
      recognisers.stop()
      voices.stop()
      models.stop()
    },
  }
}

const DEFAULT_AURA_VOICE = 'aura-2-thalia-en'
