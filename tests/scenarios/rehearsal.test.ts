import { describe, expect, it } from 'vitest'
import { defaultVoiceConfiguration } from '../../src-main/core/contractor.ts'
import { buildScript } from '../../src-main/core/conversation/build-script.ts'
import { rehearsalReport } from '../../src-main/core/conversation/judge-rehearsal.ts'
import type { LanguageModel, ReplyPart } from '../../src-main/core/conversation/language-model.ts'
import type { RehearsalSetting } from '../../src-main/core/conversation/rehearser.ts'
import { VendorFailure } from '../../src-main/core/vendor-failure.ts'
import { think } from '../../src-main/practice/anthropic/think.ts'
import { rehearser } from '../../src-main/rehearsal/rehearse-call.ts'
import type { VoiceConfiguration } from '../../src-preload/contract/account.ts'
import type { RehearsedCall } from '../../src-preload/contract/rehearsals.ts'
import { profile } from './simulated-call.ts'
import { wire } from './simulated-vendors.ts'

/** A model that answers in real time, after so many milliseconds, as a vendor over the network does. */
function model(says: (proposed: string) => string = (text) => text, delayMs = 1): LanguageModel {
  const no = () => Promise.reject(new VendorFailure('anthropic', 'unavailable', 'not in this scenario'))
  return {
    warmUp: async () => {},
    async *reply(request, signal): AsyncGenerator<ReplyPart> {
      await new Promise((resolve) => setTimeout(resolve, delayMs))
      if (signal.aborted) return
      const thought = think(wire(request))
      yield { type: 'text', text: says(thought.say) }
      if (thought.tool)
        yield { type: 'tool', toolId: thought.toolId, name: thought.tool.name, input: thought.tool.input }
      const usage = { inputTokens: 10, cachedTokens: 90, cacheWriteTokens: 0, outputTokens: 20 }
      yield { type: 'stopped', reason: thought.tool ? 'tools' : 'finished', usage }
    },
    writeScript: no,
    writeOpenings: () => Promise.resolve([]),
    summarise: no,
  }
}

const setting = (changes: Partial<RehearsalSetting> = {}): RehearsalSetting => ({
  profile,
  script: buildScript(profile),
  model: model(),
  templates: {
    agent: '<contractor>{{contractor}}</contractor><script>{{script}}</script>',
    script: '',
    openings: '',
    summary: '',
  },
  nowMs: Date.UTC(2026, 10, 23, 16),
  voiceConfiguration: { ...defaultVoiceConfiguration, max_duration_seconds: 300 },
  ...changes,
})
const practice = rehearser(() => performance.now())

describe('a rehearsal', () => {
  it('plays every homeowner in a fraction of the time the talk takes, and finds no rule broken', async () => {
    const began = performance.now()
    const calls = await Promise.all(
      practice.homeowners().map(({ homeowner_id }) => practice.call(homeowner_id, 1, setting())),
    )
    const report = rehearsalReport(calls)
    const talkMs = calls.reduce((sum, call) => sum + call.duration_seconds * 1_000, 0)
    expect(performance.now() - began).toBeLessThan(talkMs / 20)
    expect(calls.length).toBeGreaterThanOrEqual(12)
    expect(report.results.booked).toBeGreaterThanOrEqual(2)
    expect(report.results.do_not_call).toBeGreaterThanOrEqual(1)
    const broken = calls.flatMap((call) =>
      call.broken.map(({ rule, message }) => `${call.homeowner.name}: ${rule} ${message}`),
    )
    expect(broken).toEqual([])
    expect(report.latency.p50_ms).toBeGreaterThan(200)
    // Whoever asks for no more calls may never come to hear the model.
    const talks = calls.filter(({ result }) => result !== 'do_not_call')
    expect(talks.every(({ timeline }) => timeline.tokens.cached > 0)).toBe(true)
  })

  it('counts the time that the model really took, though its own clock stood still', async () => {
    const slow = await practice.call('books-at-once', 1, setting({ model: model((text) => text, 80) }))
    const ttft = slow.timeline.turns.map((turn) => (turn.first_token_ms ?? 0) - turn.started_ms)
    expect(Math.min(...ttft)).toBeGreaterThanOrEqual(79)
  })

  it.each([
    ['promises-money', (text: string) => `${text} We will cover your deductible.`],
    ['claims-to-be-human', (text: string) => `${text} I am a real person, by the way.`],
    ['invented-price', (text: string) => `${text} It is only $4,999.`],
    ['repeats-itself', () => 'Could you tell me a little more about that?'],
  ] as const)('finds the rule "%s" broken, and says where and what to change', async (rule, says) => {
    const call = await practice.call('books-at-once', 1, setting({ model: model(says) }))
    const found = call.broken.find((each) => each.rule === rule)
    expect(found, JSON.stringify(call.broken)).toBeDefined()
    const turnIds = call.turns.map(({ turn_id }) => turn_id)
    expect(turnIds).toContain(found?.turn_id)
    for (const { turn_id } of call.timeline.turns) expect(turnIds).toContain(turn_id)
    expect(rehearsalReport([call]).advice.length).toBeGreaterThan(0)
  })

  it('goes by what the contractor has set: how long a call may be, and whether it may be interrupted', async () => {
    const rehearse = (homeowner: string, changes: Partial<VoiceConfiguration>) =>
      practice.call(
        homeowner,
        1,
        setting({ voiceConfiguration: { ...defaultVoiceConfiguration, ...changes } }),
      )
    const cut = (call: RehearsedCall) => call.turns.filter(({ cut_by }) => cut_by === 'homeowner').length
    const interrupted = await rehearse('interrupts-constantly', {})
    const deaf = await rehearse('interrupts-constantly', { barge_in: false })
    expect(cut(interrupted)).toBeGreaterThan(0)
    expect(cut(deaf)).toBe(0)
    const short = await rehearse('sceptical-about-price', { max_duration_seconds: 40 })
    expect(short.duration_seconds).toBeLessThan(70)
    expect(short.turns.map(({ text }) => text).join(' ')).toContain('I have to wrap up here')
  })

  it('does not know a homeowner who is not there', async () => {
    await expect(practice.call('nobody', 1, setting())).rejects.toThrow('no homeowner "nobody"')
  })
})
