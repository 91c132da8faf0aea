import { describe, expect, it } from 'vitest'
import type { CallLogEntry } from '../../src-main/core/call/log/call-log.ts'
import { CHARACTERS } from '../../src-main/practice/homeowners/directory.ts'
import type { TurnView } from '../../src-preload/contract/calls.ts'
import { type CallResult, simulateCall } from './simulated-call.ts'
import type { Faults } from './simulated-vendors.ts'

const letters = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')
const people = CHARACTERS.filter(
  (character) => character.kind === 'person' && character.pickUp.how === 'answers',
)
const talk = ({ turns }: CallResult) =>
  turns.map((turn) => `${turn.speaker}: ${turn.heard_text}${turn.interrupted ? ' —' : ''}`).join('\n')

/** A resumed line repeats the word it was cut in, so its letters do not stand in one piece. */
const resumedLines = (entry: CallLogEntry): string[] =>
  entry.kind === 'turn'
    ? entry.effects.flatMap((effect) => (effect.do === 'resume-line' ? [effect.lineId] : []))
    : []

/** What must hold in every call, whoever answers and whatever fails. */
function expectSound(call: CallResult): void {
  expect(call.endedBy, 'every call ends').not.toBe('nobody')
  expect(call.homeowner.framesAfterClear, 'nothing is spoken after clear').toBe(0)
  expect(
    call.homeowner.longestOwedSilenceMs,
    `no dead air while the agent owes an answer (${talk(call)})`,
  ).toBeLessThanOrEqual(3_000)
  const claimed = call.turns
    .filter(({ speaker }) => speaker === 'agent')
    .map(({ heard_text }) => letters(heard_text))
    .join('')
  const heard = letters(call.homeowner.heard)
  // Numbers are spelled out for the voice, so the transcript is compared where both spell alike.
  const resumed = new Set(call.log.flatMap(resumedLines))
  for (const turn of call.turns) {
    const lineId = turn.turn_id.split(':')[1] ?? ''
    if (turn.speaker !== 'agent' || turn.interrupted || /\d/.test(turn.text) || resumed.has(lineId)) continue
    expect(heard, `heard in full: "${turn.heard_text}"`).toContain(letters(turn.heard_text))
  }
  expect(claimed.length).toBeGreaterThan(0)
}

describe('whole calls', () => {
  it.each(people.map((character) => [character.id, character] as const))(
    'with "%s" end, with every word accounted for',
    async (_, character) => {
      const call = await simulateCall(character, 1)
      expectSound(call)
      expect(call.homeowner.longestSilenceMs, `dead air in:\n${talk(call)}`).toBeLessThanOrEqual(7_500)
    },
  )

  it('book an inspection with the homeowner who wants one, in a minute of talk and a moment of real time', async () => {
    const began = performance.now()
    const call = await simulateCall(people[0]!, 7)
    expect(call.booked, talk(call)).toBe(true)
    expect(call.actions.join()).toMatch(/Booked/)
    expect(call.durationMs).toBeGreaterThan(30_000)
    expect(performance.now() - began).toBeLessThan(call.durationMs / 20)
  })

  it('tell everybody why they are called before anything is booked, also whoever talks over it', async () => {
    for (const character of people)
      for (const seed of [1, 2, 3, 4]) {
        // The phone company cuts the way to the phone for a moment, in the middle of the opening.
        const call = await simulateCall(character, seed, undefined, {
          [1_000 + seed * 700]: (live) => live.streamBroke(),
          [2_500 + seed * 700]: (live) => live.streamResumed(),
        })
        if (!call.booked) continue
        const heard = call.homeowner.heard.replaceAll(/\s+/g, ' ')
        expect(heard, talk(call)).toMatch(
          /about the free roof inspection|por la inspección gratuita del techo/,
        )
      }
  })

  it('let the person at the desk say a line, but not before the opening that the law asks for', async () => {
    let refused: unknown = null
    const call = await simulateCall(people[0]!, 7, undefined, {
      500: (live) => {
        try {
          live.desk.say('This is the owner.')
        } catch (error) {
          refused = error
        }
      },
      16000: (live) => live.desk.say('This is the owner, thank you for your time.'),
    })
    expectSound(call)
    expect(refused).toMatchObject({ code: 'not_ready', message: 'The opening comes first' })
    const lines = call.turns.filter(({ speaker }) => speaker === 'agent').map(({ heard_text }) => heard_text)
    expect(lines[0]).toMatch(/recorded/)
    expect(lines.join('\n')).toContain('This is the owner, thank you')
    expect(lines.join('\n')).not.toContain('This is the owner.')
  })

  it('tell a sentence cut by the person at the desk from one that the homeowner cut', async () => {
    const undisturbed = await simulateCall(people[0]!, 7)
    const spoken = undisturbed.turns.filter(({ speaker }) => speaker === 'agent')
    const middleOf = ({ started_at_ms, ended_at_ms }: TurnView) =>
      Math.round((started_at_ms + ended_at_ms) / 2)
    const atMs = middleOf(spoken[2]!)
    const call = await simulateCall(people[0]!, 7, undefined, {
      [atMs]: (live) => live.desk.say('This is the owner, thank you for your time.'),
    })
    const own = call.turns.filter(({ said_by }) => said_by === 'desk')
    expect(own.map(({ text }) => text)).toEqual(['This is the owner, thank you for your time.'])
    const cut = call.turns.filter(({ cut_by }) => cut_by === 'desk')
    expect(cut, talk(call)).toHaveLength(1)
    expect(cut[0]).toMatchObject({ speaker: 'agent', said_by: 'agent', interrupted: true })
    const byHomeowners = await Promise.all(people.map((person) => simulateCall(person, 11)))
    const interrupted = byHomeowners.flatMap(({ turns }) => turns.filter(({ interrupted }) => interrupted))
    expect(interrupted.some(({ cut_by }) => cut_by === 'homeowner')).toBe(true)
    expect(interrupted.some(({ cut_by }) => cut_by === 'desk')).toBe(false)
    for (const { turns } of byHomeowners)
      for (const turn of turns.filter(({ speaker }) => speaker === 'homeowner'))
        expect(turn).toMatchObject({ said_by: null, cut_by: null })
  })

  it('end at once with the person who says "stop calling", who is suppressed first', async () => {
    const character = people.find(({ id }) => /stop/.test(id))!
    const call = await simulateCall(character, 3)
    expect(call.suppressed.length, talk(call)).toBeGreaterThan(0)
    expect(call.hangUps).toContain('opted-out')
  })

  it.each([
    ['refuses', { modelEvery: 3, model: 'refuse', voiceEvery: 0, voice: 'slow' }],
    ['stalls', { modelEvery: 3, model: 'stall', voiceEvery: 0, voice: 'slow' }],
    ['breaks off', { modelEvery: 3, model: 'cut', voiceEvery: 0, voice: 'slow' }],
    ['is slow', { modelEvery: 2, model: 'slow', voiceEvery: 0, voice: 'slow' }],
    ['never answers at all', { modelEvery: 1, model: 'refuse', voiceEvery: 0, voice: 'slow' }],
    ['has a voice that stalls', { modelEvery: 0, model: 'refuse', voiceEvery: 4, voice: 'stall' }],
    ['has a slow voice', { modelEvery: 0, model: 'refuse', voiceEvery: 3, voice: 'slow' }],
  ] satisfies [string, Faults][])('are never silent for long when the model %s', async (_, faults) => {
    for (const character of people.slice(0, 4)) {
      const call = await simulateCall(character, 5, faults)
      expectSound(call)
      expect(
        call.homeowner.longestSilenceMs,
        `dead air with ${character.id}:\n${talk(call)}`,
      ).toBeLessThanOrEqual(7_500)
    }
  })

  it('end, and are never silent for long, whichever vendor fails how often with whomever', async () => {
    const models = (['refuse', 'stall', 'cut', 'slow'] as const).flatMap((model) =>
      [1, 2, 3].map((modelEvery): Faults => ({ modelEvery, model, voiceEvery: 0, voice: 'slow' })),
    )
    const voices = (['stall', 'slow'] as const).flatMap((voice) =>
      [1, 2, 4].map((voiceEvery): Faults => ({ modelEvery: 0, model: 'refuse', voiceEvery, voice })),
    )
    for (const faults of [...models, ...voices]) {
      for (const character of people) {
        const call = await simulateCall(character, 23, faults)
        const about = `${character.id} with ${JSON.stringify(faults)}:\n${talk(call)}`
        expect(call.endedBy, about).not.toBe('nobody')
        expect(call.homeowner.framesAfterClear, about).toBe(0)
        expect(call.homeowner.longestOwedSilenceMs, about).toBeLessThanOrEqual(3_000)
        expect(call.homeowner.longestSilenceMs, about).toBeLessThanOrEqual(7_500)
      }
    }
  })

  it('give the same call for the same seed', async () => {
    const [a, b] = [await simulateCall(people[1]!, 11), await simulateCall(people[1]!, 11)]
    expect(talk(a)).toBe(talk(b))
  })
})
