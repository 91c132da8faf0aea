import { createHashRouter, Navigate } from 'react-router'
import { ActivityScreen } from '../activity/activity-screen.tsx'
import { ApprovalsScreen } from '../approvals/approvals-screen.tsx'
import { BookingsScreen } from '../bookings/bookings-screen.tsx'
import { CallScreen } from '../calls/call-screen.tsx'
import { CallsScreen } from '../calls/calls-screen.tsx'
import { CampaignScreen } from '../campaigns/campaign-screen.tsx'
import { CampaignsScreen } from '../campaigns/campaigns-screen.tsx'
import { NewCampaignScreen } from '../campaigns/new-campaign-screen.tsx'
import { FollowUpsScreen } from '../follow-ups/follow-ups-screen.tsx'
import { LeadsScreen } from '../leads/leads-screen.tsx'
import { LiveScreen } from '../live-call/live-screen.tsx'
import { SettingsScreen } from '../settings/settings-screen.tsx'
import { WalletScreen } from '../wallet/wallet-screen.tsx'
import { BrokenScreen } from './broken-screen.tsx'
import { Shell } from './shell.tsx'

/** Addresses live behind the hash, so that the same files work from a server and from Electron's own scheme. */
export function createRouter() {
  return createHashRouter([
    {
      element: <Shell />,
      children: [
        {
          errorElement: <BrokenScreen />,
          children: [
            { index: true, element: <Navigate to="/leads" replace /> },
            { path: 'leads/:leadId?', element: <LeadsScreen /> },
            { path: 'campaigns', element: <CampaignsScreen /> },
            { path: 'campaigns/new', element: <NewCampaignScreen /> },
            { path: 'campaigns/:campaignId', element: <CampaignScreen /> },
            { path: 'live', element: <LiveScreen /> },
            { path: 'calls', element: <CallsScreen /> },
            { path: 'calls/:callId', element: <CallScreen /> },
            { path: 'bookings', element: <BookingsScreen /> },
            { path: 'follow-ups', element: <FollowUpsScreen /> },
            { path: 'activity', element: <ActivityScreen /> },
            { path: 'wallet', element: <WalletScreen /> },
            { path: 'approvals', element: <ApprovalsScreen /> },
            // Charts are heavy and seldom the first thing seen.
            {
              path: 'analytics',
              lazy: async () => ({
                Component: (await import('../analytics/analytics-screen.tsx')).AnalyticsScreen,
              }),
            },
            { path: 'settings', element: <SettingsScreen /> },
            { path: '*', element: <Navigate to="/leads" replace /> },
          ],
        },
      ],
    },
  ])
}
