import type { NeighborhoodJob } from '../../src-preload/contract/leads.ts'
import { formatDay, formatDistance } from '../ui/format.ts'
import classes from './distance-strip.module.css'

const WIDTH = 560
const HEIGHT = 74
const HOUSE_X = 18
const LANES = 3

/** How far away the jobs are, to scale; directions are not part of the imported facts, so none are drawn. */
export function DistanceStrip({ jobs }: { jobs: NeighborhoodJob[] }) {
  const reach = Math.max(...jobs.map((job) => job.distance_m), 300)
  const x = (metres: number) => HOUSE_X + 14 + (metres / reach) * (WIDTH - HOUSE_X - 34)
  const described = jobs.map((job) => formatDistance(job.distance_m)).join(', ')
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      className={classes.strip}
      role="img"
      aria-label={`Jobs at ${described} from the house`}
    >
      <line x1={HOUSE_X} x2={WIDTH - 6} y1={HEIGHT - 22} y2={HEIGHT - 22} className={classes.ground} />
      <path d={`M${HOUSE_X - 10} ${HEIGHT - 34}l10 -9 10 9v12h-20z`} className={classes.house} />
      {reach >= 300 && (
        <>
          <line x1={x(300)} x2={x(300)} y1={18} y2={HEIGHT - 22} className={classes.limit} />
          <text x={Math.min(x(300), WIDTH - 30)} y={HEIGHT - 7} textAnchor="middle" className={classes.label}>
            1,000 ft
          </text>
        </>
      )}
      {jobs.map((job, index) => (
        <circle
          key={job.job_id}
          cx={x(job.distance_m)}
          cy={16 + (index % LANES) * 12}
          r={5.5}
          className={job.kind === 'job' ? classes.job : classes.permit}
        >
          <title>{`${formatDay(job.completed_on)}, ${formatDistance(job.distance_m)}`}</title>
        </circle>
      ))}
      <text x={WIDTH - 6} y={11} textAnchor="end" className={classes.label}>
        ● job ○ permit
      </text>
    </svg>
  )
}
