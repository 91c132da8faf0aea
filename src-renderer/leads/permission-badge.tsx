import { Badge, HoverCard, List, Stack, Text } from '@mantine/core'
import { IconBan, IconCheck, IconClock } from '@tabler/icons-react'
import type { Permission } from '../../src-preload/contract/leads.ts'
import { useTimeZone } from '../app/use-core-status.ts'
import { formatInstant } from '../ui/format.ts'

/** Allowed, waiting for the hour, or blocked; the reasons are a hover or a focus away. */
export function PermissionBadge({ permission }: { permission: Permission }) {
  const { label, color, icon: Icon } = lookOf(permission)
  if (permission.allowed && permission.reasons.length === 0)
    return <PlainBadge label={label} color={color} icon={Icon} />
  return (
    <HoverCard width={340} withArrow shadow="md" position="bottom-start" openDelay={120}>
      <HoverCard.Target>
        <Badge
          component="button"
          type="button"
          variant="light"
          color={color}
          tt="none"
          fw={550}
          size="md"
          style={{ cursor: 'help', maxWidth: '100%' }}
          leftSection={<Icon size={13} aria-hidden />}
          aria-label={`${label}: ${permission.reasons.map((reason) => reason.message).join(' ')}`}
        >
          {label}
        </Badge>
      </HoverCard.Target>
      <HoverCard.Dropdown>
        <PermissionReasons permission={permission} />
      </HoverCard.Dropdown>
    </HoverCard>
  )
}

export function PermissionReasons({ permission }: { permission: Permission }) {
  const timeZone = useTimeZone()
  return (
    <Stack gap="xs">
      <Text size="sm" fw={600}>
        {permission.allowed ? 'This number may be called now.' : 'This number may not be called now.'}
      </Text>
      {permission.reasons.length > 0 && (
        <List size="sm" spacing={4}>
          {permission.reasons.map((reason) => (
            <List.Item key={reason.code}>{reason.message}</List.Item>
          ))}
        </List>
      )}
      {permission.next_allowed_at && (
        <Text size="sm">Allowed again from {formatInstant(permission.next_allowed_at, timeZone)}.</Text>
      )}
      <Text size="xs" c="dimmed">
        Rules {permission.rules_version}
      </Text>
    </Stack>
  )
}

function lookOf({ allowed, next_allowed_at, reasons }: Permission) {
  if (allowed) return { label: 'May be called', color: 'patina', icon: IconCheck }
  if (next_allowed_at) return { label: 'Later today or next day', color: 'copper', icon: IconClock }
  const more = reasons.length > 1 ? ` (${reasons.length} reasons)` : ''
  return { label: `Blocked${more}`, color: 'gray', icon: IconBan }
}

function PlainBadge({ label, color, icon: Icon }: ReturnType<typeof lookOf>) {
  return (
    <Badge variant="light" color={color} tt="none" fw={550} leftSection={<Icon size={13} aria-hidden />}>
      {label}
    </Badge>
  )
}
