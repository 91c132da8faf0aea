import type { ActivityType } from '../../src-preload/contract/activity-types.ts'

/** What happened, for the feed, the socket and the record. Appended in the transaction of the fact it tells of. */
export interface ActivityLog {
  append(type: ActivityType, title: string, data: Record<string, unknown>, atMs: number): void
}
