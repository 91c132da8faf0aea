import { List, Popover, Stack, Text } from '@mantine/core'
import { IconBan, IconCheck, IconClock } from '@tabler/icons-react'
import { useState } from 'react'
import type { Permission } from '../../src-preload/contract/leads.ts'
import type { PermissionCode } from '../../src-preload/contract/permission-codes.ts'
import { useTimeZone } from '../app/use-core-status.ts'
import { formatDay, formatInstant } from '../ui/format.ts'
import { whatUnblocks } from '../ui/what-unblocks.ts'
import classes from './permission-badge.module.css'

/**
 * Allowed, waiting for the hour, or blocked; the reasons are a hover or a focus away. Plain elements until then,
 * because a fast scroll makes hundreds of these in a second.
 */
export function PermissionBadge({ permission }: { permission: Permission }) {
  const [shown, setShown] = useState(false)
  const { label, look, icon: Icon } = lookOf(permission)
  const content = (
    <>
      <Icon size={13} aria-hidden />
      {label}
    </>
  )
  if (permission.allowed && permission.reasons.length === 0)
    return (
      <span className={classes.badge} data-look={look}>
        {content}
      </span>
    )
  const show = () => setShown(true)
  const hide = () => setShown(false)
  return (
    <span className={classes.anchor}>
      <button
        type="button"
        className={classes.badge}
        data-look={look}
        aria-label={`${label}: ${permission.reasons.map((reason) => reason.message).join(' ')}`}
        onPointerEnter={show}
        onPointerLeave={hide}
        onFocus={show}
        onBlur={hide}
      >
        {content}
      </button>
      {shown && (
        <Popover opened width={340} withArrow shadow="md" position="bottom-start" trapFocus={false}>
          <Popover.Target>
            <span className={classes.target} aria-hidden />
          </Popover.Target>
          <Popover.Dropdown aria-hidden>
            <PermissionReasons permission={permission} />
          </Popover.Dropdown>
        </Popover>
      )}
    </span>
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
            <List.Item key={reason.code}>
              {reason.message}
              <WhatUnblocks code={reason.code} />
            </List.Item>
          ))}
        </List>
      )}
      {permission.next_allowed_at && (
        <Text size="sm">
          Allowed again from {formatInstant(permission.next_allowed_at, timeZone)}, your time.
        </Text>
      )}
      <Text size="xs" c="dimmed">
        {rulesWords(permission.rules_version)}
      </Text>
    </Stack>
  )
}

function WhatUnblocks({ code }: { code: PermissionCode }) {
  const words = whatUnblocks(code)
  return words === null ? null : (
    <Text size="xs" c="dimmed">
      {words}
    </Text>
  )
}

/** The rules are named by the day on which the law was read; what follows it is of no use to a person. */
const rulesWords = (version: string): string =>
  `Judged by the calling rules of ${formatDay(version.slice(0, 'YYYY-MM-DD'.length))}`

function lookOf({ allowed, next_allowed_at, reasons }: Permission) {
  if (allowed) return { label: 'May be called', look: 'allowed', icon: IconCheck }
  if (next_allowed_at) return { label: laterLabel(reasons), look: 'later', icon: IconClock }
  const more = reasons.length > 1 ? ` (${reasons.length} reasons)` : ''
  return { label: `Blocked${more}`, look: 'blocked', icon: IconBan }
}

/** What time alone will cure, the objection that lasts longest first. */
const laterLabels: readonly { code: PermissionCode; label: string }[] = [
  { code: 'too-many-calls', label: 'Called too often' },
  { code: 'called-recently', label: 'Called recently' },
  { code: 'outside-hours', label: 'Not at this hour' },
]

const laterLabel = (reasons: Permission['reasons']): string =>
  laterLabels.find(({ code }) => reasons.some((reason) => reason.code === code))?.label ?? 'Not now'
