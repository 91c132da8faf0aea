import { Alert, Badge, Button, Group, List, Progress, Stack, Text } from '@mantine/core'
import { IconChecks, IconMessages, IconMicrophone, IconX } from '@tabler/icons-react'
import { useStore } from 'zustand'
import type { ContractorView } from '../../src-preload/contract/account.ts'
import type { ScriptView } from '../../src-preload/contract/campaigns.ts'
import type { LeadId } from '../../src-preload/contract/primitives.ts'
import type { RehearsalReport } from '../../src-preload/contract/rehearsals.ts'
import { ProblemNotice } from '../ui/problem-notice.tsx'
import { Section } from '../ui/section.tsx'
import { OwnVoiceTalk } from './own-voice-talk.tsx'
import { resultInWords, verdict } from './rehearsal-words.ts'
import { RehearsedCalls } from './rehearsed-calls.tsx'
import { useOwnVoice } from './use-own-voice.ts'
import { useRehearsal } from './use-rehearsal.ts'

interface RehearsalPanelProps {
  contractor: ContractorView
  /** Whom a person plays who talks with the agent themselves. */
  leadId: LeadId | undefined
  script: ScriptView
}

/** Simulated homeowners, or the person at this window, try the script before anybody real is called. */
export function RehearsalPanel({ contractor, leadId, script }: RehearsalPanelProps) {
  const ownVoice = useOwnVoice()
  const talking = useStore(ownVoice, ({ status }) => status !== 'silent')
  const { latest, error, starting, start } = useRehearsal(contractor.contractor_id, script.script_id)
  const running = latest?.status === 'running' && latest.by === 'homeowners'
  return (
    <Section
      title="Rehearsal"
      aside={
        <Group gap="xs">
          {leadId && (
            <TalkYourself
              disabled={talking}
              onBegin={() =>
                void ownVoice.begin({
                  contractor_id: contractor.contractor_id,
                  script_id: script.script_id,
                  lead_id: leadId,
                })
              }
            />
          )}
          <Button
            size="xs"
            variant="light"
            leftSection={<IconMessages size={15} />}
            loading={starting || running}
            disabled={talking}
            onClick={start}
          >
            {latest ? 'Rehearse again' : 'Rehearse'}
          </Button>
        </Group>
      }
    >
      <Stack gap="md">
        {error && <ProblemNotice error={error} />}
        <OwnVoiceTalk ownVoice={ownVoice} />
        {!latest && (
          <Text size="sm" c="dimmed">
            Simulated homeowners of every mood talk with the agent, faster than in life. Nobody is dialed and
            nothing is charged by Ridgeline; with your own keys the model’s words are billed by its vendor. Or
            talk to it yourself, with your microphone, as a homeowner would.
          </Text>
        )}
        {running && <TalksDone done={latest.done} total={latest.total} />}
        {latest?.status === 'failed' && (
          <Alert color="red" variant="light" title="The rehearsal was not finished">
            {latest.reason}
          </Alert>
        )}
        {latest?.report && <Report report={latest.report} />}
      </Stack>
    </Section>
  )
}

const TalkYourself = ({ disabled, onBegin }: { disabled: boolean; onBegin(): void }) => (
  <Button
    size="xs"
    variant="default"
    leftSection={<IconMicrophone size={15} />}
    disabled={disabled}
    onClick={onBegin}
  >
    Talk to it yourself
  </Button>
)

const TalksDone = ({ done, total }: { done: number; total: number }) => (
  <Stack gap={4}>
    <Progress value={(done / total) * 100} aria-label="Talks rehearsed" />
    <Text size="sm" c="dimmed" role="status">
      {done} of {total} talks
    </Text>
  </Stack>
)

function Report({ report }: { report: RehearsalReport }) {
  const sound = report.rules_broken === 0
  return (
    <Stack gap="md">
      <Alert
        color={sound ? 'patina' : 'red'}
        variant="light"
        icon={sound ? <IconChecks size={18} /> : <IconX size={18} />}
        title={verdict(report)}
        role="status"
      >
        {report.advice.length > 0 && (
          <List size="sm" spacing={4}>
            {report.advice.map((sentence) => (
              <List.Item key={sentence}>{sentence}</List.Item>
            ))}
          </List>
        )}
        {report.latency.p50_ms !== null && (
          <Text size="sm" mt={report.advice.length > 0 ? 'xs' : 0}>
            Half of the answers came within {Math.round(report.latency.p50_ms)} ms, nearly all within{' '}
            {Math.round(report.latency.p95_ms ?? 0)} ms.
          </Text>
        )}
      </Alert>
      <Group gap="xs">
        {Object.entries(report.results).map(([result, count]) => (
          <Badge
            key={result}
            variant="light"
            color={result === 'booked' ? 'patina' : 'gray'}
            tt="none"
            fw={600}
          >
            {resultInWords(result)} {count}
          </Badge>
        ))}
      </Group>
      <RehearsedCalls calls={report.calls} />
    </Stack>
  )
}
