import { Alert, Button, Group, Text } from '@mantine/core'
import { IconCloudOff, IconPlayerPause } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { DialingHold } from '../../src-preload/contract/campaigns.ts'
import { useCoreStatus } from '../app/use-core-status.ts'
import { ResumeSpendingButton } from '../wallet/spending-switch.tsx'

/** Why no call of any campaign can start at this moment, each with what to do about it. Nothing when calls can. */
export function HeldBackNotice() {
  const { data: status } = useCoreStatus()
  return status?.held_back_by.map((hold) => <Hold key={hold.code} hold={hold} />)
}

function Hold({ hold: { code, message, advice } }: { hold: DialingHold }) {
  return (
    <Alert
      color="copper"
      variant="light"
      icon={code.startsWith('relay') ? <IconCloudOff size={18} /> : <IconPlayerPause size={18} />}
      title={message}
      role="status"
      style={{ flexShrink: 0 }}
    >
      <Group justify="space-between" gap="sm">
        <Text size="sm" flex={1} miw={220}>
          {advice}
        </Text>
        <Remedy code={code} />
      </Group>
    </Alert>
  )
}

function Remedy({ code }: Pick<DialingHold, 'code'>) {
  switch (code) {
    case 'spending_paused':
      return <ResumeSpendingButton size="xs" />
    case 'books_do_not_balance':
      return <Screen to="/wallet">Open the wallet</Screen>
    case 'relay_unreachable':
    case 'relay_refused':
      return <Screen to="/settings?tab=relay">See the relay</Screen>
  }
}

const Screen = ({ to, children }: { to: string; children: string }) => (
  <Button component={Link} to={to} size="xs" variant="default">
    {children}
  </Button>
)
