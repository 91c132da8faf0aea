import {
  IconActivity,
  IconBroadcast,
  IconCalendarEvent,
  IconChartBar,
  IconHistory,
  IconPhoneOutgoing,
  IconReload,
  IconSettings,
  IconShieldCheck,
  IconUsers,
  IconWallet,
} from '@tabler/icons-react'

/** Every screen once: the navigation, the spotlight and the page titles derive from this list. */
export const screens = [
  { path: '/leads', label: 'Leads', about: 'Homeowners, and who may be called', icon: IconUsers },
  {
    path: '/campaigns',
    label: 'Campaigns',
    about: 'Write a script, launch, follow',
    icon: IconPhoneOutgoing,
  },
  { path: '/live', label: 'Live', about: 'Watch and hear calls now', icon: IconBroadcast },
  { path: '/calls', label: 'Calls', about: 'Recordings, transcripts and outcomes', icon: IconHistory },
  { path: '/bookings', label: 'Bookings', about: 'Inspections in the calendar', icon: IconCalendarEvent },
  { path: '/follow-ups', label: 'Follow-ups', about: 'What is due, and why', icon: IconReload },
  { path: '/activity', label: 'Activity', about: 'Everything that happened', icon: IconActivity },
  { path: '/wallet', label: 'Wallet', about: 'Balance, limits and every movement', icon: IconWallet },
  {
    path: '/approvals',
    label: 'Approvals',
    about: 'Spending that waits for your word',
    icon: IconShieldCheck,
  },
  { path: '/analytics', label: 'Analytics', about: 'Calls, bookings and cost by day', icon: IconChartBar },
  {
    path: '/settings',
    label: 'Settings',
    about: 'Your company, voice, keys, do-not-call',
    icon: IconSettings,
  },
] as const
