import { Text } from '@mantine/core'
import { IconFlask } from '@tabler/icons-react'
import { dayIn, formatDayLong } from '../ui/format.ts'
import classes from './shell.module.css'
import { useCoreNow, useCoreStatus, useTimeZone } from './use-core-status.ts'

/** Nobody may mistake practice for real calls, nor its clock for the one on the wall. */
export function PracticeBanner() {
  const { data: status } = useCoreStatus()
  if (status?.mode !== 'practice') return null
  return (
    <div className={classes.banner} role="note">
      <IconFlask size={17} aria-hidden />
      <Text size="sm" fw={650} component="span">
        Practice: no real calls
      </Text>
      <span className={classes.optional}>Simulated homeowners answer, and only practice money is spent.</span>
      <PracticeClock />
    </div>
  )
}

function PracticeClock() {
  const timeZone = useTimeZone()
  const nowMs = useCoreNow()
  const time = new Date(nowMs).toLocaleTimeString('en-US', { timeZone, timeStyle: 'medium' })
  return (
    <span className="figures">
      Practice clock: {formatDayLong(dayIn(timeZone, nowMs))}, {time}
    </span>
  )
}
