import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { silence } from '../../core/audio/pcmu.ts'
import { openStudio, type Studio } from '../voices/studio.ts'
import { AGENT_VOICES, type Speech } from '../voices/voice.ts'
import { type Heard, listener } from './listener.ts'
import { type HeardUtterances, hearableUtterances } from './utterances.ts'

const voice = AGENT_VOICES['practice-ava']
const LINE = 'Hi, this is Ava, the A.I. assistant for Summit Ridge Roofing. Is now a good time?'

describe('a listener', () => {
  let studio: Studio
  let utterances: HeardUtterances
  let speech: Speech

  beforeAll(async () => {
    utterances = hearableUtterances()
    const cacheFolder = mkdtempSync(join(tmpdir(), 'ears-'))
    studio = openStudio({ cacheFolder, resourcesFolder: 'resources', utterances })
    speech = await studio.speak(voice, LINE)
    await studio.speak(voice, 'Hi, this is Ava, the A.I. assistant for Lone Star Gutters.')
  })
  afterAll(() => studio.close())

  it('understands a whole line in its order and its time', () => {
    const heard = wordsOf(hearInFrames(silence(300), speech.pcmu, silence(400)))
    expect(textOf(heard)).toBe(LINE)
    const first = heard[0]
    expect(first?.startMs).toBe(300 + (speech.words[0]?.startMs ?? 0))
    for (const [i, word] of heard.entries())
      expect(word.startMs).toBeGreaterThanOrEqual(heard[i - 1]?.endMs ?? 0)
  })

  it('hears each word when it has ended, not before', () => {
    const ears = listener(utterances)
    for (let at = 0; at < speech.pcmu.length; at += 160) {
      for (const word of wordsOf(ears.hear(speech.pcmu.subarray(at, at + 160)))) {
        expect(word.endMs).toBeLessThanOrEqual(ears.heardMs)
        expect(word.endMs).toBeGreaterThan(ears.heardMs - 25)
      }
    }
  })

  it('hears only the words that were played when the line is cut', () => {
    const cut = speech.pcmu.subarray(0, speech.pcmu.length / 2)
    const heard = textOf(wordsOf(hearInFrames(cut, silence(2_000))))
    expect(heard.length).toBeGreaterThan(20)
    expect(heard.length).toBeLessThan(LINE.length * 0.6)
    expect(LINE.startsWith(heard)).toBe(true)
  })

  it('understands from the middle on', () => {
    const heard = textOf(
      wordsOf(hearInFrames(silence(33), speech.pcmu.subarray(speech.pcmu.length / 2 + 77))),
    )
    expect(LINE.endsWith(heard)).toBe(true)
    expect(heard.split(' ').length).toBeGreaterThan(4)
  })

  it('still understands when single frames are lost', () => {
    const frames: Uint8Array[] = []
    for (let at = 0; at < speech.pcmu.length; at += 160) {
      if ((at / 160) % 25 !== 7) frames.push(speech.pcmu.subarray(at, at + 160))
    }
    const heard = textOf(wordsOf(hearInFrames(...frames))).split(' ')
    expect(heard.length).toBeGreaterThanOrEqual(LINE.split(' ').length - 3)
    for (const word of heard) expect(LINE).toContain(word)
  })

  it('hears a repeated line twice', () => {
    expect(textOf(wordsOf(hearInFrames(speech.pcmu, silence(200), speech.pcmu)))).toBe(`${LINE} ${LINE}`)
  })

  it('understands nothing when the sound was changed, but knows that there was sound', () => {
    const louder = speech.pcmu.map((code) => (code & 0x0f ? code - 1 : code))
    const heard = hearInFrames(louder, silence(500))
    expect(wordsOf(heard)).toEqual([])
    expect(heard.map((event) => event.type)).toContain('sound-started')
    expect(heard.at(-1)?.type).toBe('sound-ended')
  })

  function hearInFrames(...pieces: Uint8Array[]): Heard[] {
    const ears = listener(utterances)
    return pieces.flatMap((piece) => {
      const heard: Heard[] = []
      for (let at = 0; at < piece.length; at += 160) heard.push(...ears.hear(piece.subarray(at, at + 160)))
      return heard
    })
  }
})

const wordsOf = (heard: Heard[]) => heard.filter((event) => event.type === 'word')
const textOf = (words: { word: string }[]): string => words.map(({ word }) => word).join(' ')
