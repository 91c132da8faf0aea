import { createContext, use } from 'react'
import { createStore, type StoreApi } from 'zustand'
import type { LeadId } from '../../src-preload/contract/primitives.ts'

interface ChosenLeads {
  leadIds: LeadId[]
  /** Changes with every choice: a name for a list that may hold 100,000 ids. */
  choice: number
}

/** The leads picked on the Leads screen, on their way into a new campaign. */
export interface LaunchSelection extends StoreApi<ChosenLeads> {
  choose(leadIds: LeadId[]): void
}

export function createLaunchSelection(): LaunchSelection {
  const store = createStore<ChosenLeads>(() => ({ leadIds: [], choice: 0 }))
  return {
    ...store,
    choose: (leadIds) => store.setState(({ choice }) => ({ leadIds, choice: choice + 1 })),
  }
}

export const LaunchSelectionContext = createContext<LaunchSelection | null>(null)

export function useLaunchSelection(): LaunchSelection {
  const selection = use(LaunchSelectionContext)
  if (!selection) throw new Error('useLaunchSelection was used outside the app.')
  return selection
}
