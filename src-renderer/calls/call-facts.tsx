import { Anchor, List, Stack, Text } from '@mantine/core'
import { Link } from 'react-router'
import type { CallDetail } from '../../src-preload/contract/calls.ts'
import { FactList } from '../ui/fact-list.tsx'
import { formatCode } from '../ui/format.ts'
import { Section } from '../ui/section.tsx'
import { CallReceipt } from './call-receipt.tsx'
import { outcomeLabel } from './call-words.ts'

/** What came of the call, what is to be done, and what it cost. */
export function CallFacts({ call }: { call: CallDetail }) {
  return (
    <Stack gap="lg">
      <Section title="Summary">
        <Text size="sm">{call.summary ?? 'The summary is written when the call has ended.'}</Text>
        {call.next_steps.length > 0 && (
          <Stack gap={4}>
            <Text size="sm" fw={600}>
              Next steps
            </Text>
            <List size="sm" spacing={4}>
              {call.next_steps.map((step) => (
                <List.Item key={step}>{step}</List.Item>
              ))}
            </List>
          </Stack>
        )}
        {call.booking_id && (
          <Anchor component={Link} to={`/bookings?booking=${call.booking_id}`} size="sm">
            See the booked inspection
          </Anchor>
        )}
      </Section>
      <Section title="Facts">
        <FactList
          facts={[
            [
              'Outcome',
              call.outcome && outcomeLabel(call.outcome, call.answered_at !== null, call.hung_up_at_desk),
            ],
            ['Why it ended', call.end_reason],
            ['Interest', formatCode(call.interest)],
            [
              'Campaign',
              <Anchor key="campaign" component={Link} to={`/campaigns/${call.campaign_id}`} size="sm">
                Open the campaign
              </Anchor>,
            ],
            ['Engine', formatCode(call.engine)],
            ['Script version', call.script_version],
          ]}
        />
        <NoteList title="Notes" notes={call.notes} />
        <NoteList title="From the engine" notes={call.engine_notes} />
      </Section>
      <CallReceipt cost={call.cost} />
    </Stack>
  )
}

function NoteList({ title, notes }: { title: string; notes: string[] }) {
  if (notes.length === 0) return null
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {title}
      </Text>
      <List size="sm">
        {notes.map((note) => (
          <List.Item key={note}>{note}</List.Item>
        ))}
      </List>
    </Stack>
  )
}
