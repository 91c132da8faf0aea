import { describe, expect, it } from 'vitest'
import { FRAME_MS, PCMU_SILENCE } from '../../audio/pcmu.ts'
import { CallAudio } from './call-audio.ts'

const VOICE = 0x20
const frame = () => new Uint8Array(160).fill(VOICE)

/** Both sides speak for so long; what listeners are given, and how old its first sample is by then. */
function play(forMs: number) {
  const audio = new CallAudio()
  const given: { atMs: number; homeowner: Uint8Array; agent: Uint8Array; ageMs: number }[] = []
  for (let nowMs = FRAME_MS; nowMs <= forMs; nowMs += FRAME_MS) {
    audio.homeowner(frame(), nowMs - FRAME_MS)
    audio.agent(frame(), nowMs)
    for (const slice of audio.takeFinished(nowMs)) given.push({ ...slice, ageMs: nowMs - slice.atMs })
  }
  return { audio, given }
}

describe('the sound of a call', () => {
  it('reaches listeners within a tenth of a second, whole and in order', () => {
    const { given } = play(4_000)
    expect(Math.max(...given.map(({ ageMs }) => ageMs))).toBeLessThanOrEqual(100)
    expect(given.map(({ atMs }) => atMs)).toEqual(given.map((_, i) => i * 40))
    for (const { homeowner, agent, atMs } of given) {
      expect(homeowner.every((byte) => byte === VOICE)).toBe(true)
      if (atMs > 0) expect(agent.every((byte) => byte === VOICE)).toBe(true)
    }
  })

  it('takes in a homeowner’s frame that is late by less than the wait for it', () => {
    const audio = new CallAudio()
    audio.homeowner(frame(), 40)
    expect(audio.takeFinished(79)).toEqual([])
    audio.homeowner(frame(), 0)
    const [first] = audio.takeFinished(80)
    expect(first?.homeowner.slice(0, 160)).toEqual(frame())
  })

  it('is silent where the carrier threw away what it had not played', () => {
    const { audio } = play(400)
    audio.agent(frame(), 420)
    audio.agentCleared(410)
    const last = audio.takeAll(480).at(-2)
    expect(last?.atMs).toBe(400)
    expect(last?.agent[79]).toBe(VOICE)
    expect(last?.agent.slice(80).every((byte) => byte === PCMU_SILENCE)).toBe(true)
  })
})
