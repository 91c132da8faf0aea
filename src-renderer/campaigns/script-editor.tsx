import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import type { FormEvent } from 'react'
import type { ScriptForm } from './script-form.ts'
import type { ScriptDraft } from './use-script-draft.ts'

const fields: { name: keyof ScriptForm; label: string; description?: string }[] = [
  { name: 'purpose', label: 'Purpose of the call' },
  { name: 'objectives', label: 'Aims', description: 'One on each line' },
  { name: 'questions', label: 'Questions', description: 'One on each line' },
  { name: 'answers', label: 'Answers to objections', description: 'What they say → what the agent answers' },
  { name: 'booking', label: 'Booking', description: 'One rule on each line' },
  { name: 'forbidden', label: 'Never says', description: 'One on each line, such as: A price or a discount' },
  { name: 'closing', label: 'Closing' },
]

interface ScriptEditorProps {
  draft: ScriptDraft
  onSave(): void
}

export function ScriptEditor({ draft, onSave }: ScriptEditorProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSave()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          The opening that says who calls and that it is an A.I. assistant is required by law and is not part
          of the script.
        </Text>
        {fields.map(({ name, label, description }) => (
          <Textarea
            key={name}
            label={label}
            description={description}
            autosize
            minRows={2}
            maxRows={10}
            value={draft.form[name]}
            error={draft.problems[name]}
            onChange={(event) => draft.change({ [name]: event.currentTarget.value })}
          />
        ))}
        <Group>
          <Button type="submit" loading={draft.saving} disabled={!draft.edited}>
            Save as a new version
          </Button>
          {draft.edited && (
            <Button variant="subtle" color="gray" onClick={draft.undo}>
              Undo the changes
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  )
}
