import { createContext, use, useEffect } from 'react'
import { createStore, type StoreApi } from 'zustand'

interface UnsavedState {
  /** What would be lost, e.g. "your company"; one entry for each form with edits. */
  held: readonly { readonly of: string; release(): void }[]
  /** What was asked for and waits for an answer. */
  leaving: (() => void) | null
}

/** The edits on a screen, or in a dialog, that nobody has saved yet. */
export interface UnsavedWork extends StoreApi<UnsavedState> {
  /** Until the answer is called, leaving asks first. */
  hold(of: string): () => void
  /**
   * Goes at once when nothing would be lost, else once whoever edits has decided so or has saved.
   * `besides` is held and not lost by this.
   */
  leave(go: () => void, besides?: string): void
  stay(): void
  /** Goes, and loses the edits. */
  drop(): void
  /** Nothing that is held counts any more. */
  forget(): void
}

/** `around` also holds what is held here: who leaves the screen leaves the dialog too. */
export function createUnsavedWork(around?: UnsavedWork): UnsavedWork {
  const store = createStore<UnsavedState>(() => ({ held: [], leaving: null }))
  const goOn = () => {
    const { leaving } = store.getState()
    store.setState({ leaving: null })
    leaving?.()
  }
  return {
    ...store,
    hold(of) {
      const releaseAround = around?.hold(of)
      const release = () => {
        const held = store.getState().held.filter((each) => each !== entry)
        store.setState({ held })
        releaseAround?.()
        if (held.length === 0) goOn()
      }
      const entry = { of, release }
      store.setState(({ held }) => ({ held: [...held, entry] }))
      return release
    },
    leave(go, besides) {
      if (store.getState().held.every(({ of }) => of === besides)) go()
      else store.setState({ leaving: go })
    },
    stay: () => store.setState({ leaving: null }),
    drop: goOn,
    forget() {
      for (const { release } of store.getState().held) release()
    },
  }
}

export const UnsavedWorkContext = createContext<UnsavedWork | null>(null)

export function useUnsavedWork(): UnsavedWork {
  const work = use(UnsavedWorkContext)
  if (!work) throw new Error('Edits were held outside the shell.')
  return work
}

export function useHeldEdits(dirty: boolean, of: string): void {
  const work = useUnsavedWork()
  useEffect(() => (dirty ? work.hold(of) : undefined), [dirty, of, work])
}
