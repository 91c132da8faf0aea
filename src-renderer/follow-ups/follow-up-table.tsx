import { Anchor, Badge, Button, Group, Stack, Table, Text } from '@mantine/core'
import { IconMail, IconMessage, IconPhone } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Fragment } from 'react'
import { Link } from 'react-router'
import type { FollowUpView } from '../../src-preload/contract/follow-ups.ts'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { ConfirmButton } from '../ui/confirm-button.tsx'
import { formatPhone, formatWhen } from '../ui/format.ts'
import { tellProblem, tellSuccess } from '../ui/problem-notice.tsx'
import { TableFrame } from '../ui/table-frame.tsx'
import { useDeed } from '../ui/use-deed.ts'
import { ChangeFollowUp } from './change-follow-up.tsx'
import classes from './follow-up-table.module.css'
import {
  askedBefore,
  CHANNELS,
  type Deed,
  listedAt,
  mailDraft,
  quotedVendor,
  toldAfter,
  whereFrom,
} from './follow-up-words.ts'

const icons = { call: IconPhone, sms: IconMessage, email: IconMail } as const
const statuses = {
  due: { label: 'Due now', color: 'copper' },
  waiting: { label: 'Waiting', color: 'patina' },
  acting: { label: 'Under way', color: 'patina' },
  done: { label: 'Done', color: 'gray' },
  skipped: { label: 'Skipped', color: 'gray' },
  canceled: { label: 'Stopped', color: 'gray' },
  blocked: { label: 'Not possible', color: 'red' },
  needs_review: { label: 'Needs you', color: 'copper' },
} as const

export function FollowUpTable({ followUps }: { followUps: FollowUpView[] }) {
  return (
    <TableFrame label="Follow-ups, scrollable" minWidth={700}>
      <Table aria-label="Follow-ups" verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>When</Table.Th>
            <Table.Th>Homeowner</Table.Th>
            <Table.Th w="100%">What and why</Table.Th>
            <Table.Th ta="right" style={{ whiteSpace: 'nowrap' }}>
              To do
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {followUps.map((followUp) => (
            <FollowUpRow key={followUp.follow_up_id} followUp={followUp} />
          ))}
        </Table.Tbody>
      </Table>
    </TableFrame>
  )
}

function FollowUpRow({ followUp }: { followUp: FollowUpView }) {
  const timeZone = useTimeZone()
  const nowMs = useCoreNow(30_000)
  const status = statuses[followUp.status]
  return (
    <Table.Tr>
      <Table.Td style={{ whiteSpace: 'nowrap', verticalAlign: 'top' }}>
        <Text size="sm">{formatWhen(listedAt(followUp), timeZone, nowMs)}</Text>
        <Badge variant="light" color={status.color} tt="none" miw="max-content" mt={4}>
          {status.label}
        </Badge>
      </Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap', verticalAlign: 'top' }}>
        <Anchor component={Link} to={`/leads/${followUp.lead_id}`} size="sm" fw={600} c="inherit">
          {followUp.lead_name}
        </Anchor>
        <Text size="xs" c="dimmed" className="figures">
          {formatPhone(followUp.phone)}
        </Text>
      </Table.Td>
      <Table.Td style={{ verticalAlign: 'top' }}>
        <WhatAndWhy followUp={followUp} />
      </Table.Td>
      <Table.Td style={{ verticalAlign: 'top' }}>
        <Actions followUp={followUp} />
      </Table.Td>
    </Table.Tr>
  )
}

function WhatAndWhy({ followUp }: { followUp: FollowUpView }) {
  const Icon = icons[followUp.channel]
  const quoted = quotedVendor(followUp)
  return (
    <Stack gap={2}>
      <Text size="sm" style={{ display: 'flex', gap: 6, alignItems: 'center' }}>
        <Icon size={15} aria-hidden style={{ flexShrink: 0 }} /> {CHANNELS[followUp.channel]}:{' '}
        {followUp.reason}
      </Text>
      {followUp.text && (
        <Text size="sm" c="dimmed" lineClamp={2} title={followUp.text}>
          “{followUp.text}”
        </Text>
      )}
      {followUp.status_reason && (
        <Text size="sm" c="dimmed">
          {followUp.status_reason}
        </Text>
      )}
      {quoted && (
        <Text size="xs" c="dimmed" fs="italic" style={{ overflowWrap: 'anywhere' }}>
          {quoted}
        </Text>
      )}
      <Background followUp={followUp} />
    </Stack>
  )
}

/** Where it comes from, and the calls around it. */
function Background({ followUp }: { followUp: FollowUpView }) {
  const calls = [
    { id: followUp.call_id, words: 'the call before' },
    { id: followUp.acted_call_id, words: 'its call' },
  ]
  return (
    <Text size="xs" c="dimmed">
      {whereFrom(followUp)}
      {calls.map(
        ({ id, words }) =>
          id && (
            <Fragment key={words}>
              {' · '}
              <Anchor component={Link} to={`/calls/${id}`} size="xs" underline="always">
                {words}
              </Anchor>
            </Fragment>
          ),
      )}
    </Text>
  )
}

function Actions({ followUp }: { followUp: FollowUpView }) {
  const { openExternal } = useBridge()
  const isOpen = followUp.status === 'due' || followUp.status === 'waiting'
  const isDraft = isOpen && followUp.channel === 'email' && !followUp.automatic
  const needsPerson = followUp.status === 'needs_review' || isDraft
  if (!isOpen && !needsPerson) return null
  const about = `${CHANNELS[followUp.channel]} to ${followUp.lead_name}`
  return (
    <Group gap={6} justify="flex-end" className={classes.actions}>
      {isDraft && followUp.email && (
        <Button
          size="xs"
          onClick={() => openExternal(mailDraft(followUp))}
          aria-label={`${about}: open the draft`}
        >
          Open draft
        </Button>
      )}
      {isOpen && !isDraft && (
        <DeedButton deed="now" followUp={followUp} label={`${about}: do it now`}>
          Now
        </DeedButton>
      )}
      {needsPerson && (
        <DeedButton deed="done" followUp={followUp} label={`${about}: it was done`}>
          Done
        </DeedButton>
      )}
      {isOpen && <ChangeFollowUp followUp={followUp} />}
      <DeedButton deed="skip" followUp={followUp} label={`${about}: skip`}>
        Skip
      </DeedButton>
    </Group>
  )
}

interface DeedButtonProps {
  deed: Deed
  followUp: FollowUpView
  label: string
  children: string
}

const confirmLabels = { now: 'Do it now', done: 'It was done', skip: 'Skip it' } as const

/** What can be done with a step; its row moves away then, so it is asked whom it is about. */
function DeedButton({ deed, followUp, label, children }: DeedButtonProps) {
  const { api } = useBridge()
  const queries = useQueryClient()
  const settled = useDeed(
    api.followUps[deed].mutationOptions({
      onSuccess: () => tellSuccess(toldAfter(deed, followUp)),
      onError: tellProblem,
      onSettled: () => queries.invalidateQueries({ queryKey: api.followUps.key() }),
    }),
  )
  return (
    <ConfirmButton
      size="xs"
      variant={deed === 'now' ? 'filled' : 'default'}
      loading={settled.isPending}
      aria-label={label}
      {...askedBefore(deed, followUp)}
      confirmLabel={confirmLabels[deed]}
      confirmColor={deed === 'skip' ? 'red' : undefined}
      onConfirm={() => settled.mutate({ follow_up_id: followUp.follow_up_id })}
    >
      {children}
    </ConfirmButton>
  )
}
