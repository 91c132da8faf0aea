import { List, Stack, Text } from '@mantine/core'
import type { Script } from '../../src-preload/contract/campaigns.ts'

/** A script to read. */
export function ScriptText({ script }: { script: Script }) {
  return (
    <Stack gap="md">
      <Text size="sm">{script.purpose}</Text>
      <Lines title="Aims" lines={script.objectives} />
      <Lines title="Questions" lines={script.qualification_questions.map((each) => each.question)} />
      <Lines
        title="Answers to objections"
        lines={script.objection_answers.map((each) => `“${each.objection}” → ${each.answer}`)}
      />
      <Lines title="Booking" lines={script.booking_rules} />
      <Lines title="Never says" lines={script.forbidden_claims} />
      <Lines title="Closing" lines={[script.closing]} />
    </Stack>
  )
}

function Lines({ title, lines }: { title: string; lines: string[] }) {
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {title}
      </Text>
      <List size="sm" spacing={3}>
        {lines.map((line) => (
          <List.Item key={line}>{line}</List.Item>
        ))}
      </List>
    </div>
  )
}
