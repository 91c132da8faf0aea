import { useEffect, useRef } from 'react'
import classes from './call-controls.module.css'
import { useTakeOver } from './take-over.ts'

/** How loud the person's own microphone is in a call that they took over. */
export function MicrophoneMeter() {
  const takeOver = useTakeOver()
  return <LevelMeter of={takeOver} />
}

/** How loud a microphone is, past React: 25 times a second. */
export function LevelMeter({ of: source }: { of: { readonly level: number } }) {
  const bar = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    let frame = 0
    const follow = () => {
      frame = requestAnimationFrame(follow)
      bar.current?.style.setProperty('transform', `scaleX(${source.level.toFixed(3)})`)
    }
    follow()
    return () => cancelAnimationFrame(frame)
  }, [source])
  return (
    <span className={classes.meter} role="img" aria-label="Loudness of your microphone">
      <span ref={bar} />
    </span>
  )
}
