import { describe, expect, it } from 'vitest'
import type { TurnEvent } from '../../turn-taking/turn.ts'
import { WhoAnswered } from './who-answered.ts'

const MAILBOX = 'Please leave a message after the tone.'
const SCREENER = 'Please say your name and the reason for your call.'

function answered() {
  const told: string[] = []
  const events: TurnEvent['type'][] = []
  let homeownerTurns = 0
  const who = new WhoAnswered({
    loop: { nowMs: () => 0, dispatch: ({ type }) => events.push(type), log: () => {} },
    tell: (by) => told.push(by),
    homeownerTurns: () => homeownerTurns,
  })
  return { who, told, events, talks: (turns: number) => (homeownerTurns = turns) }
}

describe('who picked up', () => {
  it.each(['machine', 'fax'] as const)(
    'is a %s when the carrier says so before anybody talked',
    (verdict) => {
      const { who, told, events } = answered()
      who.carrierJudged(verdict)
      expect([told, events]).toEqual([['machine'], ['machine-answered']])
    },
  )

  it('is no machine once somebody has talked with us, whatever the carrier says', () => {
    const { who, told, events, talks } = answered()
    talks(2)
    who.carrierJudged('machine')
    expect([told, events]).toEqual([[], []])
  })

  it('stays a call screener whatever the carrier takes it for', () => {
    const { who, told, events } = answered()
    expect(who.judge(SCREENER)).toBe(true)
    who.carrierJudged('machine')
    who.carrierJudged('human')
    expect([told, events]).toEqual([['screener'], ['screener-answered']])
  })

  it('is a person when the carrier is sure, who may say what a mailbox says', () => {
    const { who, told, events } = answered()
    who.carrierJudged('human')
    expect(who.judge(MAILBOX)).toBe(false)
    expect([told, events]).toEqual([['human'], []])
  })

  it('is a mailbox by its words alone', () => {
    const { who, told, events } = answered()
    who.carrierJudged('unsure')
    expect(who.judge(MAILBOX)).toBe(true)
    expect([told, events]).toEqual([['machine'], ['machine-answered']])
  })
})
