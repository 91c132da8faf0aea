import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react'
import { useLocation, useNavigationType } from 'react-router'

/** A new page begins at its top; going back returns to where one was. The element outlives the pages shown in it. */
export function useKeptScroll(scroller: RefObject<HTMLElement | null>): void {
  const { key, pathname } = useLocation()
  const cameBack = useNavigationType() === 'POP'
  const kept = useRef(new Map<string, number>())
  const current = useRef(key)
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const note = () => kept.current.set(current.current, element.scrollTop)
    element.addEventListener('scroll', note, { passive: true })
    return () => element.removeEventListener('scroll', note)
  }, [scroller])
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new search of the same page does not begin a page
  useLayoutEffect(() => {
    current.current = key
    scroller.current?.scrollTo({ top: cameBack ? (kept.current.get(key) ?? 0) : 0 })
  }, [pathname])
}
