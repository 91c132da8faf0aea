import { Alert, Anchor, List, Stack, Text } from '@mantine/core'
import { IconBan } from '@tabler/icons-react'
import { Link } from 'react-router'
import type { ContractorView } from '../../src-preload/contract/account.ts'
import type { LeadId } from '../../src-preload/contract/primitives.ts'
import { formatCount, plural } from '../ui/format.ts'
import { blockedByReason } from './blocked-by-reason.ts'
import { useEstimate } from './use-estimate.ts'

const SHOWN = 4

interface BlockedNoticeProps {
  contractor: ContractorView
  leadIds: LeadId[]
}

/** Says at once, before a script is written, when some or all of the chosen leads may not be called. */
export function BlockedNotice({ contractor, leadIds }: BlockedNoticeProps) {
  const { data: estimate } = useEstimate(contractor)
  if (!estimate || estimate.blocked.length === 0) return null
  if (estimate.callable > 0)
    return (
      <Text size="sm" c="dimmed">
        {formatCount(estimate.callable)} of {plural(leadIds.length, 'lead')} may be called;{' '}
        {estimate.blocked.length === 1 ? 'one is' : `${formatCount(estimate.blocked.length)} are`} left out.
        The last step tells why.
      </Text>
    )
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconBan size={18} />}
      title={leadIds.length === 1 ? 'This lead may not be called' : 'None of these leads may be called'}
    >
      <Stack gap="xs">
        <List size="sm">
          {blockedByReason(estimate.blocked)
            .slice(0, SHOWN)
            .map(({ code, message, leads }) => (
              <List.Item key={code}>
                {leadIds.length > 1 && `${plural(leads, 'lead')}: `}
                {message}
              </List.Item>
            ))}
        </List>
        <Anchor component={Link} to="/leads" size="sm">
          Choose others on the Leads screen
        </Anchor>
      </Stack>
    </Alert>
  )
}
