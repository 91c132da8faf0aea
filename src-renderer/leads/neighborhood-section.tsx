import { Group, Table, Text } from '@mantine/core'
import type { Neighborhood, NeighborhoodJob } from '../../src-preload/contract/leads.ts'
import { FactList } from '../ui/fact-list.tsx'
import { formatCode, formatCount, formatDay, formatDistance, plural } from '../ui/format.ts'
import { DistanceStrip } from './distance-strip.tsx'
import { LeadPart } from './lead-part.tsx'
import { materialWords } from './roof-words.ts'

export function NeighborhoodSection({ neighborhood: near }: { neighborhood: Neighborhood }) {
  if (!near.known)
    return (
      <LeadPart title="Neighborhood">
        <Text size="sm" c="dimmed">
          This address has no map position, so nothing is known about jobs nearby and the agent claims
          nothing. Import latitude and longitude, or enter them under Edit.
        </Text>
      </LeadPart>
    )
  return (
    <LeadPart title="Neighborhood">
      <Text size="sm">
        {near.may_be_spoken && near.claim
          ? `The agent may say: “${near.claim}”`
          : 'Fewer than three finished jobs close by: the agent does not mention them.'}
      </Text>
      <FactList
        facts={[
          [
            'Within 1,000 ft',
            `${plural(near.jobs_within_300m, 'job')}, ${formatCount(near.jobs_within_300m_12_months)} in the last year`,
          ],
          ['Within 0.6 mi', plural(near.jobs_within_1km, 'job')],
          ['Nearest', near.nearest_m === null ? null : formatDistance(near.nearest_m)],
          ['Last on this street', near.last_on_same_street && formatDay(near.last_on_same_street)],
        ]}
      />
      {near.evidence.length > 0 && (
        <>
          <DistanceStrip jobs={near.evidence} />
          <JobTable jobs={near.evidence} />
        </>
      )}
    </LeadPart>
  )
}

function JobTable({ jobs }: { jobs: NeighborhoodJob[] }) {
  return (
    <Table aria-label="Jobs this rests on" fz="xs" verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Finished</Table.Th>
          <Table.Th>Work</Table.Th>
          <Table.Th>Street</Table.Th>
          <Table.Th ta="right">Distance</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {jobs.map((job) => (
          <Table.Tr key={job.job_id}>
            <Table.Td>{formatDay(job.completed_on)}</Table.Td>
            <Table.Td>
              <Group gap={4}>
                {formatCode(job.work_type ?? job.kind)}
                {job.material && (
                  <Text span fz="xs" c="dimmed">
                    {materialWords(job.material)}
                  </Text>
                )}
              </Group>
            </Table.Td>
            <Table.Td>
              {job.street ?? '–'}
              {job.may_be_named && (
                <Text fz="xs" c="dimmed">
                  may be named
                </Text>
              )}
            </Table.Td>
            <Table.Td ta="right">{formatDistance(job.distance_m)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
