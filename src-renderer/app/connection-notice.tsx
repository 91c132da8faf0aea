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
      <strong>Connection lost, reconnecting…</strong>
      <span>Calls go on without this window. What you see may be out of date.</span>
      <Button size="compact-xs" variant="default" onClick={() => connection.retryNow()}>
        Try now
      </Button>
    </div>
  )
}
