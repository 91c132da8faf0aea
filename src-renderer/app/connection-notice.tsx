import { Button, Loader } from '@mantine/core'
import { useBridge, useConnectionState } from '../bridge/use-bridge.ts'
import classes from './shell.module.css'

export function ConnectionNotice() {
  const { connection } = useBridge()
  const state = useConnectionState()
  if (state.status !== 'reconnecting') return null
  return (
    <div className={`${classes.banner} ${classes.lost}`} role="alert">
      <Loader size={14} color="red" aria-hidden />
      <strong>Ridgeline does not answer. Reconnecting…</strong>
      <span>
        What you see may be out of date. If Ridgeline was closed, start it again: calls that were live are
        then hung up and settled.
      </span>
      <Button size="compact-xs" variant="default" onClick={() => connection.retryNow()}>
        Try now
      </Button>
    </div>
  )
}
