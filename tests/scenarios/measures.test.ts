import { describe, expect, it } from 'vitest'
import type { CallLogEntry } from '../../src-main/core/call/log/call-log.ts'
import { CallMeter, type Counted, type Measurement } from '../../src-main/core/call/log/call-meter.ts'
import { say, scriptedCall } from './scripted-call.ts'

function measure(log: readonly CallLogEntry[]) {
  const measured: { name: Measurement; ms: number }[] = []
  const counted: Counted[] = []
  const meter = new CallMeter({
    measured: (name, ms) => measured.push({ name, ms }),
    counted: (count) => counted.push(count),
  })
  for (const entry of log) meter.read(entry)
  const all = (name: Measurement) => measured.filter((each) => each.name === name).map(({ ms }) => ms)
  const count = (what: Counted['what'], how: string) =>
    counted.filter((each) => each.what === what && each.how === how).length
  return { all, count, timings: meter.timings() }
}

/** The model's first word after 300 ms, the voice's first sound 90 ms after its first text, the end of turn after 260 ms. */
async function oneTurn(text = 'we have an old tile one') {
  const scene = scriptedCall(['Good.'])
  await scene.clock.run(3_000)
  await say(scene, text)
  await scene.clock.run(3_000)
  return scene
}

describe('the stages of a turn', () => {
  it('take what the vendors took, each from its own anchor', async () => {
    const { all } = measure((await oneTurn()).log)
    expect(all('eot_delay')).toEqual([260])
    expect(all('stt_final_delay')).toEqual([260])
    expect(all('llm_ttft')).toEqual([300])
    expect(all('tts_ttfb')).toEqual([90])
    const [total] = all('turn_e2e')
    expect(total).toBeGreaterThanOrEqual(260 + 300 + 90)
    expect(total).toBeLessThanOrEqual(260 + 300 + 90 + 40)
    expect(all('carrier_playout').every((ms) => ms > 0 && ms <= 260)).toBe(true)
    expect(all('answer_to_first_audio')).toHaveLength(1)
  })

  it('overlap when the reply was begun early: the waiting for the end of the turn hides the model', async () => {
    const { all, count } = measure((await oneTurn('Yes, now is fine.')).log)
    expect(count('speculative', 'used')).toBe(1)
    const [total] = all('turn_e2e')
    expect(total).toBeLessThan(260 + 300 + 90)
    expect(all('llm_ttft')).toEqual([300])
  })

  it('are those of the transcript', async () => {
    const scene = await oneTurn()
    const { timings } = measure(scene.log)
    const turn = [...scene.turns.values()].find(({ turn_id }) => turn_id.includes('reply-'))
    expect(turn?.latency).toMatchObject({ end_of_turn_ms: 260, llm_ttft_ms: 300, tts_ttfb_ms: 90 })
    expect(turn?.latency.total_ms).toBe(
      Math.round((timings[0]?.firstFrameMs ?? 0) - (timings[0]?.voiceEndedMs ?? 0)),
    )
  })
})

describe('an interruption', () => {
  it('is a true one when the agent gives way, measured from the onset of the voice', async () => {
    const scene = scriptedCall([
      'Our crew comes on Tuesday in the morning and looks at everything.',
      'I see.',
    ])
    await scene.clock.run(3_000)
    await say(scene, 'Yes, now is fine.')
    await scene.clock.run(4_000, () => scene.phone.heard.includes('crew'))
    await say(scene, 'No wait, not on Tuesday.')
    await scene.clock.run(3_000)
    const { all, count } = measure(scene.log)
    expect(count('interruption', 'true')).toBe(1)
    expect(count('interruption', 'resumed')).toBe(0)
    expect(all('bargein_stop')).toHaveLength(1)
    expect(all('bargein_stop')[0]).toBeLessThanOrEqual(80)
  })

  it('is a resumed one when it was nothing', async () => {
    const scene = scriptedCall(['Our crew comes on Tuesday in the morning and looks at everything.'])
    await scene.clock.run(3_000)
    await say(scene, 'Yes, now is fine.')
    await scene.clock.run(4_000, () => scene.phone.heard.includes('crew'))
    scene.phone.speaking = true
    await scene.clock.run(200)
    scene.phone.speaking = false
    await scene.clock.run(8_000)
    const { count } = measure(scene.log)
    expect(count('interruption', 'resumed')).toBe(1)
    expect(count('interruption', 'true')).toBe(0)
    expect(scene.phone.heard).toContain('looks at everything.')
  })

  it('is none when the desk cut the sentence', async () => {
    const scene = scriptedCall(['Our crew comes on Tuesday in the morning and looks at everything.'])
    await scene.clock.run(3_000)
    await say(scene, 'Yes, now is fine.')
    await scene.clock.run(4_000, () => scene.phone.heard.includes('crew'))
    scene.call.desk.say('This is the owner.')
    await scene.clock.run(4_000)
    expect(measure(scene.log).count('interruption', 'true')).toBe(0)
  })
})

describe('figures', () => {
  it('are left out when their anchors are out of order', () => {
    const { all } = measure([
      { kind: 'turn', atMs: 10, event: { type: 'voice-ended', atMs: 900, sinceMs: 900 }, effects: [] },
      {
        kind: 'turn',
        atMs: 500,
        event: { type: 'homeowner-done', atMs: 500, text: 'Yes.' },
        effects: [{ do: 'start-reply', replyId: 'reply-1', fresh: '', speculative: false }],
      },
    ])
    expect(all('eot_delay')).toEqual([])
  })
})

describe('what else is measured of a call', () => {
  const logged = (...entries: CallLogEntry[]) => measure(entries)

  it('is a silence of both sides of more than 2.5 s, when it ends', async () => {
    const scene = await oneTurn()
    expect(measure(scene.log).all('dead_air')).toEqual([])
    await scene.clock.run(4_000)
    await say(scene, 'are you there')
    const [silentMs] = measure(scene.log).all('dead_air')
    expect(silentMs).toBeGreaterThan(2_500)
    expect(silentMs).toBeLessThan(7_000)
  })

  it('is the silence at the head of a reply, and no other audio counts', () => {
    const reply: CallLogEntry = {
      kind: 'turn',
      atMs: 0,
      event: { type: 'homeowner-done', atMs: 0, text: 'hi' },
      effects: [{ do: 'start-reply', replyId: 'reply-1', fresh: 'hi', speculative: false }],
    }
    const chunk: CallLogEntry = {
      kind: 'chunk',
      atMs: 90,
      lineId: 'reply-1',
      durationMs: 400,
      chars: 5,
      leadingSilenceMs: 35,
    }
    expect(logged(reply, chunk, { ...chunk, lineId: 'line-2' }).all('tts_leading_silence')).toEqual([35])
  })

  it('are the engines that stood in, and why the agent ended the call', () => {
    const { count } = logged(
      { kind: 'trouble', atMs: 1, what: 'model-changed', detail: 'Claude Sonnet answers' },
      { kind: 'hang-up', atMs: 2, reason: 'trouble' },
    )
    expect([count('fallback', 'model'), count('end', 'trouble')]).toEqual([1, 1])
  })
})
