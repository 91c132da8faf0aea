import { createContext, use } from 'react'
import { createStore, type StoreApi } from 'zustand'
import type { LeadId } from '../../src-preload/contract/primitives.ts'

/** The leads picked on the Leads screen, on their way into a new campaign. */
export type LaunchSelection = StoreApi<{ leadIds: LeadId[] }>

export const createLaunchSelection = (): LaunchSelection => createStore(() => ({ leadIds: [] }))

export const LaunchSelectionContext = createContext<LaunchSelection | null>(null)

export function useLaunchSelection(): LaunchSelection {
  const selection = use(LaunchSelectionContext)
  if (!selection) throw new Error('useLaunchSelection was used outside the app.')
  return selection
}
