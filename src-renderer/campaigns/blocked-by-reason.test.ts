import { expect, it } from 'vitest'
import type { BlockedLead } from '../../src-preload/contract/campaigns.ts'
import type { PermissionCode } from '../../src-preload/contract/permission-codes.ts'
import { LeadId } from '../../src-preload/contract/primitives.ts'
import { blockedByReason } from './blocked-by-reason.ts'

const lead = (id: string, code: PermissionCode, message: string): BlockedLead => ({
  lead_id: LeadId.parse(id),
  reasons: [{ code, message }],
})

it('tells of several leads only what is true of each of them, the commonest reason first', () => {
  const summary = blockedByReason([
    lead('a', 'not-interested', 'Said on Nov 9, 2026 that they are not interested.'),
    lead(
      'b',
      'do-not-call',
      'This number is on your do-not-call list since Nov 10, 2026: asked in the call.',
    ),
    lead('c', 'do-not-call', 'This number is on your do-not-call list since Nov 11, 2026: wrote a letter.'),
  ])
  expect(summary).toEqual([
    { code: 'do-not-call', message: 'On your do-not-call list.', leads: 2 },
    { code: 'not-interested', message: 'Said on Nov 9, 2026 that they are not interested.', leads: 1 },
  ])
})

it('keeps the words of a reason that is the same for all', () => {
  const same = [1, 2].map((id) => lead(`s${id}`, 'toll-free-number', 'This is a toll-free number.'))
  expect(blockedByReason(same).map(({ message }) => message)).toEqual(['This is a toll-free number.'])
})
