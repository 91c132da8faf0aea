import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type ClaudeFamily, claudeModel } from '../../src-main/adapters/claude/claude-model.ts'
import type { ReplyPart, ReplyRequest } from '../../src-main/core/conversation/language-model.ts'
import { tools } from '../../src-main/core/conversation/tools.ts'
import type { Fault } from '../../src-main/practice/faults.ts'
import { type VendorsOnLoopback, vendorsOnLoopback } from './vendors-on-loopback.ts'

let vendors: VendorsOnLoopback
beforeAll(async () => {
  vendors = await vendorsOnLoopback()
})
afterEach(() => vendors.faults.clear())
afterAll(() => vendors.close())

const never = new AbortController().signal
const request: ReplyRequest = {
  system: 'You are Ava of Summit Ridge Roofing.',
  tools,
  messages: [{ role: 'user', text: 'Hello, who is calling?' }],
}

describe.each<[string, ClaudeFamily]>([
  ['Claude Haiku', 'haiku'],
  ['Claude Sonnet', 'sonnet'],
])('%s', (name, family) => {
  const model = () => claudeModel({ ...vendors.anthropic, family })
  async function answer(): Promise<ReplyPart[]> {
    const parts: ReplyPart[] = []
    for await (const part of model().reply(request, never)) parts.push(part)
    return parts
  }

  it('answers a turn with settings that it takes', async () => {
    const parts = await answer()
    expect(parts.filter(({ type }) => type === 'text').length).toBeGreaterThan(0)
    expect(parts.at(-1)).toMatchObject({ type: 'stopped' })
    expect(model().name).toBe(name)
  })

  it('tells the tokens that it used, of an answer that was given up as well', async () => {
    const used = new Map<string, number>()
    const count = (item: string, tokens: number) => used.set(item, (used.get(item) ?? 0) + tokens)
    let usage: object | null = null
    for await (const part of model().reply(request, never, count))
      if (part.type === 'stopped') usage = part.usage
    const counted = {
      inputTokens: used.get(`${family}_read`) ?? 0,
      cachedTokens: used.get(`${family}_cached`) ?? 0,
      cacheWriteTokens: used.get(`${family}_cache_written`) ?? 0,
      outputTokens: used.get(`${family}_written`) ?? 0,
    }
    expect(counted).toEqual(usage)
    expect(counted.outputTokens).toBeGreaterThan(5)
    used.clear()
    const enough = new AbortController()
    for await (const part of model().reply(request, enough.signal, count))
      if (part.type === 'text') enough.abort()
    expect((used.get(`${family}_read`) ?? 0) + (used.get(`${family}_cached`) ?? 0)).toBeGreaterThan(50)
    expect(used.get(`${family}_written`)).toBeGreaterThan(0)
    expect(used.get(`${family}_written`)).toBeLessThan(counted.outputTokens)
  })

  it.each<[string, Omit<Fault, 'vendor'>, object]>([
    ['is overloaded', { fault: 'refuse', place: 'request', status: 529 }, { code: 'unavailable' }],
    ['breaks off', { fault: 'cut', place: 'message' }, { name: 'VendorFailure' }],
    ['sends garbage', { fault: 'garbage', place: 'message' }, { name: 'VendorFailure' }],
    ['answers with a page', { fault: 'garbage', place: 'request' }, { code: 'garbled' }],
  ])('fails when it %s', async (_, fault, failure) => {
    vendors.faults.add({ vendor: 'anthropic', ...fault })
    await expect(answer()).rejects.toMatchObject(failure)
  })

  it('fails with plain words when it falls silent in the middle of its answer', async () => {
    vendors.faults.add({ vendor: 'anthropic', fault: 'stall', place: 'message' })
    await expect(answer()).rejects.toMatchObject({ code: 'timed_out', message: 'Claude stopped answering' })
  })

  it('is found sound by a probe, and broken when it refuses', async () => {
    await model().probe(never)
    vendors.faults.add({ vendor: 'anthropic', fault: 'refuse' })
    await expect(model().probe(never)).rejects.toBeDefined()
  })
})
