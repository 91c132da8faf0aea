import { useEffect, useRef } from 'react'
import classes from './call-controls.module.css'
import { useTakeOver } from './take-over.ts'

/** How loud the person's own microphone is, past React: 25 times a second. */
export function MicrophoneMeter() {
  const bar = useRef<HTMLSpanElement>(null)
  const takeOver = useTakeOver()
  useEffect(() => {
    let frame = 0
    const follow = () => {
      frame = requestAnimationFrame(follow)
      bar.current?.style.setProperty('transform', `scaleX(${takeOver.level.toFixed(3)})`)
    }
    follow()
    return () => cancelAnimationFrame(frame)
  }, [takeOver])
  return (
    <span className={classes.meter} role="img" aria-label="Loudness of your microphone">
      <span ref={bar} />
    </span>
  )
}
