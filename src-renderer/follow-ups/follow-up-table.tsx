import { Anchor, Badge, Button, Group, Stack, Table, Text } from '@mantine/core'
import { IconMail, IconMessage, IconPhone } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Fragment } from 'react'
import { Link } from 'react-router'
import type { FollowUpView } from '../../src-preload/contract/follow-ups.ts'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { formatPhone, formatWhen } from '../ui/format.ts'
import { tellProblem, tellSuccess } from '../ui/problem-notice.tsx'
import { TableFrame } from '../ui/table-frame.tsx'
import { ChangeFollowUp } from './change-follow-up.tsx'
import classes from './follow-up-table.module.css'
import { CHANNELS, listedAt, mailDraft, quotedVendor, whereFrom } from './follow-up-words.ts'

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

const BEGUN = {
  call: 'The call is in line.',
  sms: 'The text is being sent.',
  email: 'The e-mail is being sent.',
} as const

function Actions({ followUp }: { followUp: FollowUpView }) {
  const { openExternal } = useBridge()
  const { now, done, skip } = useDeeds(followUp)
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
        <Button size="xs" {...now} aria-label={`${about}: do it now`}>
          Now
        </Button>
      )}
      {needsPerson && (
        <Button size="xs" variant="default" {...done} aria-label={`${about}: it was done`}>
          Done
        </Button>
      )}
      {isOpen && <ChangeFollowUp followUp={followUp} />}
      <Button size="xs" variant="default" {...skip} aria-label={`${about}: skip`}>
        Skip
      </Button>
    </Group>
  )
}

/** What can be done with a step, each as a button takes it. */
function useDeeds({ follow_up_id, channel }: FollowUpView) {
  const { api } = useBridge()
  const queries = useQueryClient()
  const finished = (words: string) => ({
    onSuccess: () => tellSuccess(words),
    onError: tellProblem,
    onSettled: () => queries.invalidateQueries({ queryKey: api.followUps.key() }),
  })
  const now = useMutation(api.followUps.now.mutationOptions(finished(BEGUN[channel])))
  const done = useMutation(api.followUps.done.mutationOptions(finished('Marked as done.')))
  const skip = useMutation(api.followUps.skip.mutationOptions(finished('Skipped. The next step follows.')))
  return {
    now: { loading: now.isPending, onClick: () => now.mutate({ follow_up_id }) },
    done: { loading: done.isPending, onClick: () => done.mutate({ follow_up_id }) },
    skip: { loading: skip.isPending, onClick: () => skip.mutate({ follow_up_id }) },
  }
}
