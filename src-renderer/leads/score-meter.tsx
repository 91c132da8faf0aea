import classes from './score-meter.module.css'

/** 0 to 100: how promising the imported facts make this lead. */
export function ScoreMeter({ score }: { score: number }) {
  const whole = Math.round(score)
  return (
    <span className={classes.meter} title={`Score ${whole} of 100`}>
      {whole}
      <span className={classes.bar} data-part="bar" aria-hidden>
        <span style={{ width: `${whole}%` }} />
      </span>
    </span>
  )
}
