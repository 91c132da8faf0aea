import { useInfiniteQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { LeadDetail } from '../../src-preload/contract/leads.ts'
import { useBridge } from '../bridge/use-bridge.ts'

export interface LeadFilter {
  q: string
  callable: 'all' | 'yes' | 'no'
  sort: 'score' | 'name' | 'newest'
}

export interface LoadedLeads {
  rows: LeadDetail[]
  total: number | undefined
  hasMore: boolean
  loadingMore: boolean
  error: unknown
  loadMore(): unknown
  refetch(): unknown
}

const PAGE_SIZE = 200

/** Pages of leads, each loaded once: what is on screen is not fetched again behind a reader's back. */
export function useLeads(filter: LeadFilter): LoadedLeads {
  const { api } = useBridge()
  const query = useInfiniteQuery(
    api.leads.list.infiniteOptions({
      input: (cursor: string | undefined) => ({
        q: filter.q.trim() || undefined,
        callable: filter.callable === 'all' ? undefined : filter.callable,
        sort: filter.sort,
        limit: PAGE_SIZE,
        cursor,
      }),
      initialPageParam: undefined,
      getNextPageParam: (page) => page.next_cursor ?? undefined,
      staleTime: Number.POSITIVE_INFINITY,
      gcTime: 60_000,
    }),
  )
  const pages = query.data?.pages
  const rows = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages])
  return {
    rows,
    total: pages?.[0]?.total,
    hasMore: query.hasNextPage,
    loadingMore: query.isFetchingNextPage,
    error: query.error,
    loadMore: query.fetchNextPage,
    refetch: query.refetch,
  }
}
