import { Button } from '@mantine/core'
import { IconMicrophone } from '@tabler/icons-react'
import { useEffect } from 'react'
import { Link, useLocation, useSearchParams } from 'react-router'
import { useStore } from 'zustand'
import classes from '../app/shell.module.css'
import { useHeldPage } from '../ui/use-held-page.ts'
import { useLiveStore } from './live-store.ts'
import { useTakeOver } from './take-over.ts'

/** Keeps the person's own voice in step with what the core says, and the page open while they speak. */
export function useKeepTakeOver(): void {
  const takeOver = useTakeOver()
  const live = useLiveStore()
  useEffect(() => live.subscribe(takeOver.follow), [live, takeOver])
  useHeldPage(useStore(takeOver, (voice) => voice.status === 'speaking'))
}

/** Wherever in the app they go meanwhile, whoever speaks with a homeowner is told so, and finds the way back. */
export function TakeOverBanner() {
  const takeOver = useTakeOver()
  const voice = useStore(takeOver)
  const { pathname } = useLocation()
  const [search] = useSearchParams()
  const first = useStore(useLiveStore(), (live) => live.order[0])
  if (voice.status !== 'speaking') return null
  const { call_id, lead_name } = voice.call
  if (pathname === '/live' && (search.get('call') ?? first) === call_id) return null
  return (
    <div className={classes.banner} role="status">
      <IconMicrophone size={17} aria-hidden />
      <strong>You are speaking with {lead_name}</strong>
      <Button component={Link} to={`/live?call=${call_id}`} size="compact-xs" variant="default">
        Back to the call
      </Button>
      <Button size="compact-xs" onClick={() => void takeOver.handBack('')}>
        Hand back
      </Button>
    </div>
  )
}
