import { AppShell, Badge, Box, Burger, Group, NavLink, ScrollArea, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useRef } from 'react'
import { Outlet, NavLink as RouterLink, useLocation } from 'react-router'
import { useStore } from 'zustand'
import { useWaitingApprovals } from '../approvals/use-waiting-approvals.ts'
import { useLiveStore, useWatchLiveCalls } from '../live-call/live-store.ts'
import { TakeOverBanner, useKeepTakeOver } from '../live-call/take-over-banner.tsx'
import { UnsavedGuard } from '../ui/unsaved-changes.tsx'
import { AppSearch } from './app-search.tsx'
import { ConnectionNotice } from './connection-notice.tsx'
import { HeaderStatus } from './header-status.tsx'
import { LowBalanceNotice } from './low-balance-notice.tsx'
import { PracticeBanner } from './practice-banner.tsx'
import { RidgelineMark } from './ridgeline-mark.tsx'
import { screens } from './screens.ts'
import classes from './shell.module.css'
import { useCoreEvents } from './use-core-events.ts'
import { useCoreStatus } from './use-core-status.ts'
import { useKeptScroll } from './use-kept-scroll.ts'

export function Shell() {
  const [opened, { toggle, close }] = useDisclosure(false)
  const { data: status } = useCoreStatus()
  useCoreEvents()
  useWatchLiveCalls()
  useKeepTakeOver()
  const screen = useRef<HTMLDivElement>(null)
  useKeptScroll(screen)
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 216, breakpoint: 'sm', collapsed: { mobile: !opened } }}
      padding="lg"
    >
      <a href="#main" className={classes.skip}>
        Skip to the screen
      </a>
      <AppShell.Header className={classes.bar}>
        <Group h="100%" px="md" gap="sm" wrap="nowrap">
          <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label="Navigation" />
          <Group gap="sm" className={classes.brand} wrap="nowrap">
            <RidgelineMark size={30} />
            <Text fw={700} fz="lg" visibleFrom="xs">
              Ridgeline
            </Text>
          </Group>
          <HeaderStatus />
        </Group>
      </AppShell.Header>
      <AppShell.Navbar p="sm" className={classes.bar} aria-label="Screens">
        <AppShell.Section grow component={ScrollArea}>
          {screens.map((screen) => (
            <ScreenLink key={screen.path} screen={screen} onFollow={close} />
          ))}
        </AppShell.Section>
        <Text size="xs" c="dimmed" px="sm">
          {status ? `Version ${status.version}` : ''}
        </Text>
      </AppShell.Navbar>
      <AppShell.Main className={classes.main} id="main" tabIndex={-1}>
        <PracticeBanner />
        <ConnectionNotice />
        <LowBalanceNotice />
        <TakeOverBanner />
        <Box p="lg" className={classes.screen} ref={screen}>
          <UnsavedGuard>
            <Outlet />
          </UnsavedGuard>
        </Box>
      </AppShell.Main>
      <AppSearch />
    </AppShell>
  )
}

function ScreenLink({ screen, onFollow }: { screen: (typeof screens)[number]; onFollow(): void }) {
  const { pathname } = useLocation()
  const Icon = screen.icon
  return (
    <NavLink
      component={RouterLink}
      to={screen.path}
      onClick={onFollow}
      label={screen.label}
      leftSection={<Icon size={19} stroke={1.7} aria-hidden />}
      rightSection={
        screen.path === '/live' ? <LiveCount /> : screen.path === '/approvals' ? <WaitingCount /> : null
      }
      active={pathname.startsWith(screen.path)}
      className={classes.link}
    />
  )
}

function LiveCount() {
  const count = useStore(useLiveStore(), (live) => live.order.length)
  return <CountBadge count={count} what="live now" />
}

function WaitingCount() {
  const count = useWaitingApprovals().data?.items.length ?? 0
  return <CountBadge count={count} what="waiting for you" />
}

function CountBadge({ count, what }: { count: number; what: string }) {
  if (count === 0) return null
  return (
    <Badge color="copper" variant="filled" size="sm" circle aria-label={`${count} ${what}`}>
      {count}
    </Badge>
  )
}
