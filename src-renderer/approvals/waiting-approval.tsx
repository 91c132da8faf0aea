import { Anchor, Box, Button, Group, NumberInput, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'react-router'
import type { ApprovalView } from '../../src-preload/contract/account.ts'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { FactList } from '../ui/fact-list.tsx'
import { formatCents, formatWhen } from '../ui/format.ts'
import { ProblemNotice, tellSuccess } from '../ui/problem-notice.tsx'
import { UnsavedChanges } from '../ui/unsaved-changes.tsx'
import {
  amountProblem,
  approvalFacts,
  approvalTitle,
  campaignOf,
  centsOf,
  hasFreeAmount,
  timeLeft,
  whyAsked,
} from './approval-words.ts'
import classes from './waiting-approval.module.css'

/** One request: what it is bound to, why it is asked, and the two answers. */
export function WaitingApproval({ approval, decidedBy }: { approval: ApprovalView; decidedBy: string }) {
  const timeZone = useTimeZone()
  const nowMs = useCoreNow(15_000)
  const title = approvalTitle(approval)
  const campaign = campaignOf(approval)
  return (
    <Paper withBorder p="lg" component="section" aria-label={title}>
      <div className={classes.halves}>
        <Stack gap="xs">
          <Title order={2} size="h5">
            {title}
          </Title>
          {campaign && (
            <Anchor component={Link} to={`/campaigns/${campaign.id}`} size="sm" fw={600}>
              {campaign.name}
            </Anchor>
          )}
          <Text size="sm" c="dimmed">
            {whyAsked(approval)}
          </Text>
          <Box mt="xs">
            <FactList
              facts={[
                ...approvalFacts(approval),
                ['Asked', formatWhen(approval.requested_at, timeZone, nowMs)],
                [
                  'Expires',
                  `${formatWhen(approval.expires_at, timeZone, nowMs)}, ${timeLeft(approval.expires_at, nowMs)}`,
                ],
              ]}
            />
          </Box>
        </Stack>
        <Answer approval={approval} decidedBy={decidedBy} />
      </div>
    </Paper>
  )
}

function Answer({ approval, decidedBy }: { approval: ApprovalView; decidedBy: string }) {
  const { approval_id, amount_cents } = approval
  const [dollars, setDollars] = useState<number | string>(amount_cents / 100)
  const [note, setNote] = useState('')
  const decide = useDecision(amount_cents)
  const problem = hasFreeAmount(approval) ? amountProblem(dollars) : null
  const cents = hasFreeAmount(approval) ? centsOf(dollars) : amount_cents
  const answer = (decision: 'approve' | 'decline') =>
    decide.mutate({
      approval_id,
      decision,
      decided_by: decidedBy,
      ...(note.trim() !== '' && { note: note.trim() }),
      ...(decision === 'approve' && cents !== null && cents !== amount_cents && { amount_cents: cents }),
    })
  return (
    <form
      className={classes.answer}
      onSubmit={(event) => {
        event.preventDefault()
        if (problem === null) answer('approve')
      }}
    >
      <UnsavedChanges dirty={note !== '' || cents !== amount_cents} of="this approval" />
      <Amount approval={approval} dollars={dollars} onChange={setDollars} problem={problem} />
      <TextInput
        label="Note"
        placeholder="Optional, kept with the decision"
        maxLength={300}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
      {decide.error && <ProblemNotice error={decide.error} />}
      <Group justify="flex-end" gap="sm">
        <Button
          variant="default"
          leftSection={<IconX size={16} />}
          disabled={decide.isPending}
          onClick={() => answer('decline')}
        >
          Decline
        </Button>
        <Button
          type="submit"
          leftSection={<IconCheck size={16} />}
          loading={decide.isPending}
          disabled={problem !== null}
        >
          Approve {cents !== null && problem === null ? formatCents(cents) : ''}
        </Button>
      </Group>
    </form>
  )
}

function useDecision(askedCents: number) {
  const { api } = useBridge()
  const queryClient = useQueryClient()
  return useMutation(
    api.approvals.decide.mutationOptions({
      onSuccess: ({ status, approved_cents }) =>
        tellSuccess(
          status === 'declined'
            ? 'Declined. Nothing is spent.'
            : `Approved: ${formatCents(approved_cents ?? askedCents)}.`,
        ),
      onSettled: () =>
        Promise.all(
          [api.approvals, api.campaigns, api.wallet].map((part) =>
            queryClient.invalidateQueries({ queryKey: part.key() }),
          ),
        ),
    }),
  )
}

interface AmountProps {
  approval: ApprovalView
  dollars: number | string
  onChange(dollars: number | string): void
  problem: string | null
}

/** What is allowed: as it was asked for, or to be set where the request leaves it open. */
function Amount({ approval, dollars, onChange, problem }: AmountProps) {
  const asked = formatCents(approval.amount_cents)
  if (!hasFreeAmount(approval))
    return (
      <Text fz={26} fw={650} className="figures">
        {asked}
      </Text>
    )
  return (
    <NumberInput
      label="Allow"
      description={`Asked for ${asked}. You may allow less or more.`}
      prefix="$"
      min={0}
      decimalScale={2}
      fixedDecimalScale
      thousandSeparator=","
      value={dollars}
      onChange={onChange}
      error={problem}
    />
  )
}
