import { describe, expect, it } from 'vitest'
import { RehearsalId, ScriptId } from '../../src-preload/contract/primitives.ts'
import type { RehearsalReport, RehearsalView } from '../../src-preload/contract/rehearsals.ts'
import { readiness, resultInWords, ruleInWords, verdict } from './rehearsal-words.ts'

const report = (rules_broken: number): RehearsalReport => ({
  calls: [],
  results: {},
  rules_broken,
  latency: { p50_ms: null, p95_ms: null },
  advice: [],
})
const view = (changes: Partial<RehearsalView>): RehearsalView => ({
  rehearsal_id: RehearsalId.parse('r'),
  script_id: ScriptId.parse('s'),
  script_version: 1,
  by: 'homeowners',
  status: 'done',
  done: 3,
  total: 3,
  started_at: '2026-11-23T15:00:00Z',
  finished_at: '2026-11-23T15:00:09Z',
  reason: null,
  report: report(0),
  ...changes,
})

describe('what is said of a rehearsal', () => {
  it('names rules and results as people do', () => {
    expect(ruleInWords('promises-money')).toBe('Promises money')
    expect(resultInWords('do_not_call')).toBe('Do not call')
  })

  it('tells whether rules were broken', () => {
    expect(verdict(report(0))).toMatch(/no rule broken/)
    expect(verdict(report(2))).toMatch(/2 rules broken/)
  })

  it.each([
    [undefined, false, /never rehearsed/],
    [view({ status: 'running', done: 1, report: null }), false, /1 of 3 talks/],
    [
      view({ status: 'failed', report: null, reason: 'Claude cannot be reached' }),
      false,
      /Claude cannot be reached/,
    ],
    [view({ report: report(1) }), false, /1 rule broken/],
    [view({}), true, /no rule broken/],
  ])('tells whether the script is ready', (latest, ready, words) => {
    expect(readiness(latest).ready).toBe(ready)
    expect(readiness(latest).words).toMatch(words)
  })
})
