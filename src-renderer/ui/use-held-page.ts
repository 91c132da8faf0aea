import { useEffect } from 'react'

/** While held, the browser or the desktop program asks before the page is closed or loaded again. */
export function useHeldPage(held: boolean): void {
  useEffect(() => {
    if (!held) return
    const hold = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', hold)
    return () => window.removeEventListener('beforeunload', hold)
  }, [held])
}
