import { Button, FileButton, Group, Paper, Radio, Stack, Text } from '@mantine/core'
import { IconFileTypeCsv, IconSparkles } from '@tabler/icons-react'
import { type DragEvent, useState } from 'react'
import type { ImportKind } from '../../src-preload/contract/leads.ts'
import { useCoreStatus } from '../app/use-core-status.ts'
import classes from './import-file-step.module.css'

const kinds: { kind: ImportKind; label: string; about: string }[] = [
  { kind: 'leads', label: 'Leads', about: 'Homeowners with phone, address, roof facts and consent' },
  {
    kind: 'neighborhood_jobs',
    label: 'Finished jobs and permits',
    about: 'What the agent may say about the neighborhood',
  },
  { kind: 'suppressions', label: 'Do-not-call numbers', about: 'Numbers that must never be called' },
]

interface ImportFileStepProps {
  onFile(file: File, kind: ImportKind): void
  onSample(kind: ImportKind): void
}

export function ImportFileStep({ onFile, onSample }: ImportFileStepProps) {
  const { data: status } = useCoreStatus()
  const [kind, setKind] = useState<ImportKind>('leads')
  const drop = (event: DragEvent) => {
    event.preventDefault()
    const file = event.dataTransfer.files[0]
    if (file) onFile(file, kind)
  }
  return (
    <Stack gap="lg">
      <Radio.Group
        label="What does the file hold?"
        value={kind}
        onChange={(value) => setKind(value as ImportKind)}
      >
        <Stack gap="xs" mt="xs">
          {kinds.map((choice) => (
            <Radio key={choice.kind} value={choice.kind} label={choice.label} description={choice.about} />
          ))}
        </Stack>
      </Radio.Group>
      <Paper
        className={classes.drop}
        onDragOver={(event) => event.preventDefault()}
        onDrop={drop}
        role="group"
        aria-label="Choose a file"
      >
        <IconFileTypeCsv size={34} stroke={1.4} aria-hidden />
        <Text fw={550}>Drop a CSV file here</Text>
        <Text size="sm" c="dimmed">
          Any column order, comma, semicolon or tab. Nothing is imported before you have seen it.
        </Text>
        <Group justify="center">
          <FileButton accept=".csv,.tsv,.txt,text/csv" onChange={(file) => file && onFile(file, kind)}>
            {(props) => <Button {...props}>Choose a file</Button>}
          </FileButton>
          {status?.mode === 'practice' && (
            <Button variant="default" leftSection={<IconSparkles size={16} />} onClick={() => onSample(kind)}>
              Use the sample export
            </Button>
          )}
        </Group>
      </Paper>
    </Stack>
  )
}
