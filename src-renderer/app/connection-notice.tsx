import { Button, Loader } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useBridge, useConnectionState } from '../bridge/use-bridge.ts'
import classes from './shell.module.css'

export function ConnectionNotice() {
  const { connection } = useBridge()
  const state = useConnectionState()
  switch (state.status) {
    case 'online':
    case 'connecting':
      return null
    case 'refused':
      return (
        <div className={`${classes.banner} ${classes.lost}`} role="alert">
          <IconPlugConnectedX size={17} aria-hidden />
          <strong>Ridgeline did not accept this window.</strong> {state.detail}
        </div>
      )
    case 'reconnecting':
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
}
