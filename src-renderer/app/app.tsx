import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import { useState } from 'react'
import { RouterProvider } from 'react-router/dom'
import { useStore } from 'zustand'
import type { Bridge } from '../bridge/bridge.ts'
import { BridgeContext } from '../bridge/use-bridge.ts'
import { createLaunchSelection, LaunchSelectionContext } from '../campaigns/launch-selection.ts'
import { createHearing, HearingContext } from '../live-call/hearing.ts'
import { createLiveStore, LiveStoreContext } from '../live-call/live-store.ts'
import { openMicrophone } from '../live-call/microphone.ts'
import { createTakeOver, TakeOverContext } from '../live-call/take-over.ts'
import { tellNews } from '../ui/problem-notice.tsx'
import { styleNonce } from './content-policy.ts'
import { NoTokenPage } from './no-token-page.tsx'
import classes from './notifications.module.css'
import { createQueryClient } from './query-client.ts'
import { createRouter } from './routes.tsx'
import { cssVariables, theme } from './theme.ts'

export function App({ bridge }: { bridge: Bridge | null }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={styleNonce}
    >
      <Notifications position="top-center" limit={3} classNames={{ root: classes.news }} />
      {bridge ? <ConnectedApp bridge={bridge} /> : <NoTokenPage reason="missing" />}
    </MantineProvider>
  )
}

function ConnectedApp({ bridge }: { bridge: Bridge }) {
  const [queryClient] = useState(createQueryClient)
  const [router] = useState(createRouter)
  const [liveStore] = useState(createLiveStore)
  const [hearing] = useState(() => createHearing(bridge.client.live))
  const [takeOver] = useState(() =>
    createTakeOver({
      calls: bridge.client.calls,
      openMicrophone,
      hear: (callId, signal) => hearing.hear(callId, 'homeowner', signal),
      tell: tellNews,
    }),
  )
  const [launchSelection] = useState(createLaunchSelection)
  const refused = useStore(bridge.connection.state, (state) => state.status === 'refused')
  if (refused) return <NoTokenPage reason="refused" />
  return (
    <BridgeContext value={bridge}>
      <QueryClientProvider client={queryClient}>
        <LiveStoreContext value={liveStore}>
          <HearingContext value={hearing}>
            <TakeOverContext value={takeOver}>
              <LaunchSelectionContext value={launchSelection}>
                <RouterProvider router={router} />
              </LaunchSelectionContext>
            </TakeOverContext>
          </HearingContext>
        </LiveStoreContext>
      </QueryClientProvider>
    </BridgeContext>
  )
}
