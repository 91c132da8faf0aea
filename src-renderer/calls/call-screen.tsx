import { Anchor, Breadcrumbs, Grid, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import type { StoreApi } from 'zustand/vanilla'
import type { CallDetail } from '../../src-preload/contract/calls.ts'
import { CallId } from '../../src-preload/contract/primitives.ts'
import { useContractor, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { FollowUpButton } from '../follow-ups/follow-up-button.tsx'
import { EvidenceButton } from '../ui/evidence-button.tsx'
import { formatDuration, formatInstant, formatPhone } from '../ui/format.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { AnswerTimes } from './answer-times.tsx'
import { CallFacts } from './call-facts.tsx'
import classes from './call-screen.module.css'
import { CallTranscript } from './call-transcript.tsx'
import { whyNoRecording } from './call-words.ts'
import { InterestBadge, OutcomeBadge } from './outcome-badge.tsx'
import { Playback } from './playback.tsx'
import { createPlayhead, type Playhead } from './playhead.ts'

export function CallScreen() {
  const { callId = '' } = useParams()
  const { api } = useBridge()
  const call = useQuery(api.calls.get.queryOptions({ input: { call_id: CallId.parse(callId) } }))
  return (
    <Stack gap="lg" maw={1280} mx="auto">
      <Breadcrumbs>
        <Anchor component={Link} to="/calls">
          Calls
        </Anchor>
        <Text>{call.data?.lead_name ?? 'Call'}</Text>
      </Breadcrumbs>
      {call.error && <ProblemNotice error={call.error} retry={call.refetch} />}
      {call.isPending && <WaitingRows rows={5} height={80} />}
      {call.data && <Call key={call.data.call_id} call={call.data} />}
    </Stack>
  )
}

function Call({ call }: { call: CallDetail }) {
  const timeZone = useTimeZone()
  const { contractor } = useContractor()
  const [playhead] = useState(createPlayhead)
  const about = [
    formatPhone(call.phone),
    call.started_at && formatInstant(call.started_at, timeZone),
    call.duration_seconds !== null && formatDuration(call.duration_seconds),
  ].filter(Boolean)
  return (
    <>
      <Group justify="space-between" align="flex-start">
        <Stack gap={2}>
          <Group gap="sm">
            <Title order={1} size="h2">
              {call.lead_name}
            </Title>
            <OutcomeBadge call={call} />
            <InterestBadge interest={call.interest} />
          </Group>
          <Text c="dimmed" className="figures">
            {about.join(' · ')}
          </Text>
        </Stack>
        <Group>
          <Anchor component={Link} to={`/leads/${call.lead_id}`}>
            Open the lead
          </Anchor>
          <EvidenceButton id={call.call_id} />
          <FollowUpButton callId={call.call_id} leadName={call.lead_name} />
        </Group>
      </Group>
      {call.has_recording ? (
        <Recording call={call} playhead={playhead} />
      ) : (
        <Section title="Recording">
          <Text c="dimmed" size="sm">
            {whyNoRecording(call, contractor?.recording ?? 'announced')}
          </Text>
        </Section>
      )}
      <Grid gap="lg" align="flex-start">
        <Grid.Col span={{ base: 12, md: 7 }}>
          <CallTranscript call={call} playhead={playhead} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 5 }}>
          <CallFacts call={call} />
        </Grid.Col>
      </Grid>
      <AnswerTimes call={call} />
    </>
  )
}

function Recording({ call, playhead }: { call: CallDetail; playhead: StoreApi<Playhead> }) {
  const silence = (
    <Text c="dimmed" size="xs">
      Silent until the homeowner had heard that the call is recorded.
    </Text>
  )
  return (
    <Section title="Recording" className={classes.sticky} py="md" aside={silence}>
      <Playback call={call} playhead={playhead} />
    </Section>
  )
}
