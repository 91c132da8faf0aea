import { Anchor, ScrollArea, Table, Text } from '@mantine/core'
import { Link } from 'react-router'
import type { BlockedLead } from '../../src-preload/contract/campaigns.ts'
import { formatCount } from '../ui/format.ts'

const SHOWN = 200

/** Who is left out, and every reason; the core decides, this only tells. */
export function BlockedLeads({ blocked }: { blocked: BlockedLead[] }) {
  return (
    <ScrollArea.Autosize mah={340}>
      <Table aria-label="Blocked leads" fz="sm" stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th w={220}>Homeowner</Table.Th>
            <Table.Th>Reasons</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {blocked.slice(0, SHOWN).map((lead) => (
            <Table.Tr key={lead.lead_id}>
              <Table.Td>
                <Anchor component={Link} to={`/leads/${lead.lead_id}`} size="sm">
                  {lead.name ?? 'Open the lead'}
                </Anchor>
              </Table.Td>
              <Table.Td>{lead.reasons.map((reason) => reason.message).join(' ')}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {blocked.length > SHOWN && (
        <Text size="sm" c="dimmed" p="sm">
          And {formatCount(blocked.length - SHOWN)} more. The Leads screen lists them all under “Blocked”.
        </Text>
      )}
    </ScrollArea.Autosize>
  )
}
