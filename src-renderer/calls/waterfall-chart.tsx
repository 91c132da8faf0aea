import { IconBolt } from '@tabler/icons-react'
import { formatMs, stageNames } from './timeline-words.ts'
import { type NamedRow, type Scale, STAGES, scaleOf, type WaterfallBar } from './waterfall.ts'
import classes from './waterfall-chart.module.css'

/**
 * A row for each reply: above, until the homeowner's turn was surely over; below, the reply on its way. Where a reply was
 * begun early the two run side by side. Whoever cannot see it has the table.
 */
export function WaterfallChart({ rows }: { rows: NamedRow[] }) {
  const scale = scaleOf(rows)
  return (
    <figure
      className={classes.chart}
      aria-label="Time before each answer, as bars. The table has the same figures."
    >
      <Legend rows={rows} />
      <div className={classes.rows} aria-hidden>
        {rows.map((row) => (
          <div key={row.turnId} className={classes.row}>
            <span className={classes.words} title={row.words}>
              {row.words}
            </span>
            <div className={classes.track}>
              <Grid scale={scale} />
              {row.bars.map((bar) => (
                <Bar key={bar.stage} bar={bar} scale={scale} />
              ))}
            </div>
            <span className={`${classes.total} figures`}>
              {row.early && (
                <IconBolt size={14} className={classes.early} aria-hidden>
                  <title>Begun before their turn was surely over</title>
                </IconBolt>
              )}
              {row.totalMs === null ? '–' : formatMs(row.totalMs)}
            </span>
          </div>
        ))}
        <div className={classes.row}>
          <span className={classes.words}>After their last sound</span>
          <div className={classes.axis}>
            {scale.ticksMs.map((tick) => (
              <span key={tick} className="figures" style={{ left: percent(tick, scale) }}>
                {tick === scale.ticksMs.at(-1) ? formatMs(tick) : tick.toLocaleString('en-US')}
              </span>
            ))}
          </div>
        </div>
      </div>
    </figure>
  )
}

function Legend({ rows }: { rows: NamedRow[] }) {
  const drawn = STAGES.filter((stage) => rows.some(({ bars }) => bars.some((bar) => bar.stage === stage)))
  return (
    <figcaption className={classes.legend}>
      {drawn.map((stage) => (
        <span key={stage}>
          <i data-stage={stage} /> {stageNames[stage]}
        </span>
      ))}
      {rows.some(({ early }) => early) && (
        <span>
          <IconBolt size={14} className={classes.early} aria-hidden /> Begun before their turn was surely over
        </span>
      )}
    </figcaption>
  )
}

const Grid = ({ scale }: { scale: Scale }) =>
  scale.ticksMs.map((tick) => (
    <span
      key={tick}
      className={classes.tick}
      data-zero={tick === 0 || undefined}
      style={{ left: percent(tick, scale) }}
    />
  ))

function Bar({ bar: { stage, fromMs, toMs }, scale }: { bar: WaterfallBar; scale: Scale }) {
  return (
    <span
      className={classes.bar}
      data-stage={stage}
      title={`${stageNames[stage]}: ${formatMs(toMs - fromMs)}`}
      style={{ left: percent(fromMs, scale), right: `calc(100% - ${percent(toMs, scale)})` }}
    />
  )
}

const percent = (atMs: number, { fromMs, toMs }: Scale): string =>
  `${((atMs - fromMs) / (toMs - fromMs)) * 100}%`
