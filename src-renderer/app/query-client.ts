import { QueryClient } from '@tanstack/react-query'
import { badNewsOf } from '../bridge/problem.ts'

/** Questions are asked again only when the line broke; an answer of the core, also a bad one, is an answer. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 10_000,
        refetchOnWindowFocus: false,
        networkMode: 'always',
        retry: (failures, error) => failures < 3 && badNewsOf(error).code === 'connection_lost',
      },
      mutations: { networkMode: 'always' },
    },
  })
}
