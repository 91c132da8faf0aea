import { describe, expect, it } from 'vitest'
import { DeskLines } from './desk-lines.ts'

const partsOf = (lines: DeskLines, said: string) =>
  lines.split(said, 10_000).map(({ by, text }) => `${by}: ${text}`)
const asked = (...texts: string[]) => {
  const lines = new DeskLines()
  for (const text of texts) lines.ask(text, 5_000)
  return lines
}

describe('a line of the desk', () => {
  it('is told apart from the agent’s own words that are reported with it', () => {
    const lines = asked('We can come on Tuesday')
    expect(partsOf(lines, 'Great, thank you. We can come on Tuesday. Do you own the home?')).toEqual([
      'agent: Great, thank you.',
      'desk: We can come on Tuesday.',
      'agent: Do you own the home?',
    ])
    expect(lines.unsaid()).toEqual([])
  })

  it('may be reported sentence by sentence', () => {
    const lines = asked('We can come on Tuesday. Is that okay?')
    expect(partsOf(lines, 'We can come on Tuesday.')).toEqual(['desk: We can come on Tuesday.'])
    expect(partsOf(lines, 'Is that okay?')).toEqual(['desk: Is that okay?'])
    expect(partsOf(lines, 'Is that okay?')).toEqual(['agent: Is that okay?'])
  })

  it('counts as said as far as it came', () => {
    const lines = asked('We can come on Tuesday with two people')
    expect(partsOf(lines, 'Great. We can come on')).toEqual(['agent: Great.', 'desk: We can come on'])
    expect(lines.unsaid()).toEqual([])
  })

  it('of few words is only a sentence of its own', () => {
    const lines = asked('Okay.')
    expect(partsOf(lines, 'Is it okay for you?')).toEqual(['agent: Is it okay for you?'])
    expect(partsOf(lines, 'Okay.')).toEqual(['desk: Okay.'])
  })

  it('is none before it was asked for, and none that the engine refused', () => {
    const lines = new DeskLines()
    const takeBack = lines.ask('We can come on Tuesday', 20_000)
    expect(partsOf(lines, 'We can come on Tuesday')).toEqual(['agent: We can come on Tuesday'])
    expect(lines.unsaid()).toEqual(['We can come on Tuesday'])
    takeBack()
    expect(lines.unsaid()).toEqual([])
  })
})
