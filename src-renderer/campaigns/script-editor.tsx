import { Button, Group, Stack, Text, Textarea } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import type { Script } from '../../src-preload/contract/campaigns.ts'
import { formOf, type ScriptForm, scriptOf } from './script-form.ts'

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
  script: Script
  saving: boolean
  onSave(script: Script): void
}

export function ScriptEditor({ script, saving, onSave }: ScriptEditorProps) {
  const [form, setForm] = useState(() => formOf(script))
  const [problems, setProblems] = useState<Partial<Record<keyof ScriptForm, string>>>({})
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const read = scriptOf(form, script)
    setProblems(read.ok ? {} : read.problems)
    if (read.ok) onSave(read.script)
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
            value={form[name]}
            error={problems[name]}
            onChange={(event) => setForm({ ...form, [name]: event.currentTarget.value })}
          />
        ))}
        <Group>
          <Button type="submit" loading={saving}>
            Save as a new version
          </Button>
          <Button variant="subtle" color="gray" onClick={() => setForm(formOf(script))}>
            Undo the changes
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
