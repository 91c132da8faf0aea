import { expect, it } from 'vitest'
import { PermissionCode } from '../../src-preload/contract/permission-codes.ts'
import { whatUnblocks } from './what-unblocks.ts'

const CURED_BY_TIME: readonly PermissionCode[] = [
  'outside-hours',
  'called-recently',
  'too-many-calls',
  'too-many-calls-this-month',
  'inspection-ahead',
  'texting-not-checked',
  'texted-recently',
]

it.each(PermissionCode.options)('tells a person what they can do about %s, unless waiting is all', (code) => {
  if (CURED_BY_TIME.includes(code)) expect(whatUnblocks(code)).toBeNull()
  else expect(whatUnblocks(code)).toMatch(/^[A-Z].{10,}\.$/s)
})
