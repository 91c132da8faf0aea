/** Who speaks, and what a spoken line is. */

export type FliteVoice = 'kal' | 'kal16' | 'awb' | 'rms' | 'slt'

export interface Voice {
  readonly flite: FliteVoice
  /** 1 is as recorded; 1.08 sounds higher, 0.92 lower. Speed is not affected. */
  readonly pitch: number
  /** 1 is as recorded; 1.15 takes 15 % longer. */
  readonly stretch: number
  /** Loudness of the room behind the voice. */
  readonly roomDbfs: number
}

export interface SpokenWord {
  readonly text: string
  readonly startMs: number
  readonly endMs: number
}

export interface Speech {
  /** What was said, without pause marks. */
  readonly text: string
  readonly pcmu: Uint8Array
  readonly words: readonly SpokenWord[]
}

export const AGENT_VOICES = {
  'practice-ava': { flite: 'slt', pitch: 1, stretch: 0.98, roomDbfs: -66 },
  'practice-miles': { flite: 'rms', pitch: 1, stretch: 0.92, roomDbfs: -66 },
} as const satisfies Record<string, Voice>

export const DEFAULT_AGENT_VOICE_ID = 'practice-ava'

export function agentVoice(voiceId: string): Voice {
  const known = Object.entries(AGENT_VOICES).find(([id]) => id === voiceId)
  if (known) return known[1]
  return /male|miles|adam|josh|george|brian|daniel/i.test(voiceId) && !/female/i.test(voiceId)
    ? AGENT_VOICES['practice-miles']
    : AGENT_VOICES['practice-ava']
}

export const voiceKey = (voice: Voice): string =>
  `${voice.flite}-${voice.pitch}-${voice.stretch}-${voice.roomDbfs}`

const PAUSE_MARK = /\[pause (\d+)\]/

/** A line may hold `[pause 1200]`: so many milliseconds of thinking. */
export type LinePart = { readonly say: string } | { readonly pauseMs: number }

export function lineParts(line: string): LinePart[] {
  return line
    .split(PAUSE_MARK)
    .map((part, i): LinePart => (i % 2 === 1 ? { pauseMs: Number(part) } : { say: part.trim() }))
    .filter((part) => 'pauseMs' in part || part.say !== '')
}

export const spokenText = (line: string): string =>
  lineParts(line)
    .flatMap((part) => ('say' in part ? [part.say] : []))
    .join(' ')
