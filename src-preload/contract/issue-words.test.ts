import { expect, it } from 'vitest'
import { z } from 'zod'
import { Script } from './campaigns.ts'
import { issueSentence, issueWords } from './issue-words.ts'
import { Day, Instant, Phone } from './primitives.ts'

const wordsFor = (schema: z.ZodType, value: unknown) =>
  (schema.safeParse(value).error?.issues ?? []).map((issue) =>
    issueSentence(issue.path.join('.'), issueWords(issue)),
  )

it.each([
  [z.object({ purpose: z.string().min(1) }), { purpose: '' }, 'purpose must not be empty'],
  [z.object({ purpose: z.string() }), {}, 'purpose is missing'],
  [z.object({ name: z.string().max(3) }), { name: 'Anna' }, 'name must have at most 3 characters'],
  [z.object({ ids: z.array(z.string()).min(1) }), { ids: [] }, 'ids must not be empty'],
  [z.object({ ids: z.array(z.string()).max(1) }), { ids: ['a', 'b'] }, 'ids must have at most 1 entry'],
  [z.object({ cents: z.int().min(1) }), { cents: 0 }, 'cents must be at least 1'],
  [z.object({ cents: z.int().min(1) }), { cents: 1.5 }, 'cents must be a whole number'],
  [z.object({ on: z.boolean() }), { on: 'yes' }, 'on must be true or false'],
  [
    z.object({ engine: z.enum(['ridgeline', 'vapi']) }),
    { engine: 'x' },
    'engine must be one of ridgeline, vapi',
  ],
  [z.object({ at: Instant }), { at: 'soon' }, 'at must be a moment in UTC, e.g. 2026-11-23T15:04:05Z'],
  [z.object({ day: Day }), { day: 'soon' }, 'day must be a day, e.g. 2026-11-23'],
  [z.strictObject({}), { extra: 1 }, 'may not have extra'],
  [z.object({ phone: Phone }), { phone: '1' }, 'phone: a phone number in E.164 form, e.g. +15125550100'],
])('tells in plain words what is wrong (%#)', (schema, value, words) => {
  expect(wordsFor(schema, value)).toEqual([words])
})

it('has words of its own for all that can be wrong with a script', () => {
  const wrong = { purpose: '', objectives: [], qualification_questions: 5, closing: 'x'.repeat(301) }
  const words = wordsFor(Script, wrong)
  expect(words.length).toBeGreaterThan(6)
  for (const each of words) expect(each).not.toMatch(/Too small|Too big|Invalid|expected|received/)
})
