import { ActionIcon, Anchor, Badge, Group, Kbd, Skeleton, Text, Tooltip, UnstyledButton } from '@mantine/core'
import { IconCloud, IconCloudOff, IconPlayerPause, IconSearch, IconWallet } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useBridge } from '../bridge/use-bridge.ts'
import { formatCents } from '../ui/format.ts'
import { appSearch } from './app-search.tsx'
import { ColorSchemeToggle } from './color-scheme-toggle.tsx'
import classes from './header-status.module.css'
import { useCoreStatus } from './use-core-status.ts'

export function HeaderStatus() {
  return (
    <>
      <UnstyledButton className={classes.search} onClick={appSearch.open} visibleFrom="md">
        <IconSearch size={15} aria-hidden />
        <Text size="sm" component="span">
          Search…
        </Text>
        <Kbd size="xs">Ctrl K</Kbd>
      </UnstyledButton>
      <Group ml="auto" gap="sm" wrap="nowrap">
        <RelayState />
        <WalletBalance />
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          hiddenFrom="md"
          onClick={appSearch.open}
          aria-label="Search"
        >
          <IconSearch size={18} />
        </ActionIcon>
        <ColorSchemeToggle />
      </Group>
    </>
  )
}

const relayWords = {
  connecting: 'Relay connecting',
  online: 'Relay online',
  offline: 'Relay offline',
  refused: 'Relay refused this desktop',
} as const

function RelayState() {
  const { data: status } = useCoreStatus()
  if (!status) return <Skeleton w={110} h={24} />
  const { relay } = status
  const good = relay.status === 'online'
  const Icon = good ? IconCloud : IconCloudOff
  const color = good ? 'patina' : relay.status === 'connecting' ? 'copper' : 'red'
  const badge = (
    <Badge
      variant="light"
      color={color}
      size="lg"
      tt="none"
      fw={550}
      leftSection={<Icon size={15} aria-hidden />}
      className={classes.relay}
    >
      {relayWords[relay.status]}
    </Badge>
  )
  return relay.detail ? (
    <Tooltip label={relay.detail} multiline maw={320} withArrow>
      {badge}
    </Tooltip>
  ) : (
    badge
  )
}

function WalletBalance() {
  const { api } = useBridge()
  const { data: wallet } = useQuery(api.wallet.get.queryOptions({ refetchInterval: 15_000 }))
  if (!wallet) return <Skeleton w={90} h={24} />
  return (
    <Anchor component={Link} to="/wallet" underline="never" c="inherit" className={classes.wallet}>
      {wallet.paused ? (
        <IconPlayerPause size={17} aria-hidden />
      ) : (
        <IconWallet size={17} stroke={1.7} aria-hidden />
      )}
      <Text size="sm" fw={600} component="span" className="figures">
        {formatCents(wallet.available_cents)}
      </Text>
      <Text size="xs" c="dimmed" component="span" visibleFrom="md">
        {wallet.paused ? 'spending paused' : 'available'}
      </Text>
    </Anchor>
  )
}
