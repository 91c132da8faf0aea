import { Button, SimpleGrid } from '@mantine/core'
import { IconBroadcast } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useSearchParams } from 'react-router'
import { useStore } from 'zustand'
import type { CallId } from '../../src-preload/contract/primitives.ts'
import { RestartNoticeBanner } from '../activity/restart-notice-banner.tsx'
import { useCoreNow, useCoreStatus, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { HeldBackNotice } from '../campaigns/held-back-notice.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { plural } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { LiveCallCard } from './live-call-card.tsx'
import { LiveCallPanel } from './live-call-panel.tsx'
import { liveOutlook } from './live-outlook.ts'
import classes from './live-screen.module.css'
import { useLiveStore } from './live-store.ts'

/** Every call under way on the left, the chosen one in full on the right. */
export function LiveScreen() {
  const store = useLiveStore()
  const known = useStore(store, (live) => live.known)
  const order = useStore(store, (live) => live.order)
  const [search, setSearch] = useSearchParams()
  const shown = order.find((callId) => callId === search.get('call')) ?? order[0]
  const choose = (callId: CallId) => setSearch({ call: callId }, { replace: true })
  return (
    <Page
      fill
      title="Live"
      about={
        order.length > 0 ? `${plural(order.length, 'call')} under way` : 'Watch and hear calls as they happen'
      }
    >
      <RestartNoticeBanner compact />
      <HeldBackNotice />
      {!known && <WaitingRows rows={3} height={90} />}
      {known && !shown && <NoCalls />}
      {shown && (
        <div className={classes.split}>
          <SimpleGrid
            cols={1}
            spacing="sm"
            className={classes.list}
            component="ul"
            aria-label="Calls under way"
          >
            {order.map((callId) => (
              <li key={callId}>
                <LiveCallCard callId={callId} chosen={callId === shown} onChoose={() => choose(callId)} />
              </li>
            ))}
          </SimpleGrid>
          <LiveCallPanel key={shown} callId={shown} />
        </div>
      )}
    </Page>
  )
}

/** No call yet is not the same as no campaign: who has just launched one is told what it is doing. */
function NoCalls() {
  const { api } = useBridge()
  const timeZone = useTimeZone()
  const nowMs = useCoreNow(30_000)
  const { data: status } = useCoreStatus()
  const campaigns = useQuery(
    api.campaigns.list.queryOptions({ input: { limit: 30 }, refetchInterval: 4_000 }),
  )
  if (campaigns.isPending) return <WaitingRows rows={3} height={90} />
  const isHeld = (status?.held_back_by.length ?? 0) > 0
  const { title, words, campaignId } = liveOutlook(campaigns.data?.items ?? [], timeZone, nowMs, isHeld)
  return (
    <EmptyState
      icon={IconBroadcast}
      title={title}
      action={
        campaignId ? (
          <Button component={Link} to={`/campaigns/${campaignId}`} variant="default">
            Open the campaign
          </Button>
        ) : (
          <Button component={Link} to="/campaigns/new">
            Start a campaign
          </Button>
        )
      }
    >
      {words}
    </EmptyState>
  )
}
