import { Badge, Button, Group, Paper, Stack, Switch, Text, Title } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Sequence } from '../../src-preload/contract/follow-ups.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { formatClock } from '../ui/format.ts'
import { ProblemNotice, tellProblem, tellSuccess } from '../ui/problem-notice.tsx'
import { WaitingRows } from '../ui/waiting-rows.tsx'
import { ALWAYS_STOP, CHANNELS, delayWords, SEQUENCES, STOPS, templateWords } from './follow-up-words.ts'
import { SequenceEditor } from './sequence-editor.tsx'

/** What happens by itself after which event; each can be turned off and edited. */
export function SequenceList() {
  const { api } = useBridge()
  const sequences = useQuery(api.followUps.sequences.queryOptions())
  if (sequences.error) return <ProblemNotice error={sequences.error} retry={sequences.refetch} />
  if (!sequences.data) return <WaitingRows rows={5} height={110} />
  return (
    <Stack>
      <Text size="sm" c="dimmed">
        Before each step the calling rules are asked again. A change applies to every step that is still to
        come.
      </Text>
      {sequences.data.items.map((sequence) => (
        <SequenceCard key={sequence.name} sequence={sequence} />
      ))}
    </Stack>
  )
}

function SequenceCard({ sequence }: { sequence: Sequence }) {
  const { api } = useBridge()
  const queries = useQueryClient()
  const [editing, setEditing] = useState(false)
  const save = useMutation(
    api.followUps.setSequence.mutationOptions({
      onSuccess: (_, { steps }) => {
        tellSuccess('Saved.')
        if (steps) setEditing(false)
        void queries.invalidateQueries({ queryKey: api.followUps.key() })
      },
      onError: tellProblem,
    }),
  )
  const { title, begins } = SEQUENCES[sequence.name]
  return (
    <Paper withBorder p="md" component="section" aria-label={title}>
      <Stack gap="sm">
        <Group justify="space-between" wrap="nowrap" align="flex-start">
          <div>
            <Title order={2} size="h5">
              {title}
            </Title>
            <Text size="sm" c="dimmed">
              {begins}
            </Text>
          </div>
          <Group gap="sm" wrap="nowrap">
            <Switch
              label="On"
              aria-label={`${title} is on`}
              checked={sequence.enabled}
              onChange={(event) => save.mutate({ name: sequence.name, enabled: event.currentTarget.checked })}
            />
            {!editing && (
              <Button
                size="xs"
                variant="default"
                onClick={() => setEditing(true)}
                aria-label={`Edit ${title}`}
              >
                Edit
              </Button>
            )}
          </Group>
        </Group>
        {editing ? (
          <SequenceEditor
            sequence={sequence}
            saving={save.isPending}
            onSave={({ steps, stop_when }) => save.mutate({ name: sequence.name, steps, stop_when })}
            onCancel={() => setEditing(false)}
          />
        ) : (
          <Course sequence={sequence} />
        )}
      </Stack>
    </Paper>
  )
}

/** Its steps, and what ends it. */
function Course({ sequence }: { sequence: Sequence }) {
  const stops = [...new Set([...sequence.stop_when, ...ALWAYS_STOP])]
  return (
    <>
      <Steps sequence={sequence} />
      <Text size="xs" c="dimmed">
        Ends when: {stops.map((stop) => STOPS[stop]).join(' · ')}
      </Text>
    </>
  )
}

function Steps({ sequence }: { sequence: Sequence }) {
  return (
    <Stack gap={6} component="ol" m={0} p={0} style={{ listStyle: 'none' }}>
      {sequence.steps.map((step, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is known by its place alone.
        <Group key={index} gap="xs" wrap="nowrap" align="baseline" component="li">
          <Badge variant="light" color="patina" tt="none" miw="max-content">
            {CHANNELS[step.channel]}
          </Badge>
          <Text size="sm" style={{ whiteSpace: 'nowrap' }}>
            {delayWords(step.delay_minutes)}
            {step.delay_minutes > 0 && (sequence.name === 'booked_reminder' ? ' before' : ' later')}
            {step.window && `, ${formatClock(step.window.from)} to ${formatClock(step.window.to)}`}
          </Text>
          <Text size="sm" c="dimmed" lineClamp={1}>
            {step.text && templateWords(step.text)}
          </Text>
        </Group>
      ))}
    </Stack>
  )
}
