import { Alert, Badge, Button, Group, ScrollArea, Select, Stack, Table, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import type { ColumnMapping, ImportPreview } from '../../src-preload/contract/leads.ts'
import { formatBytes } from '../ui/format.ts'
import { UnsavedChanges } from '../ui/unsaved-changes.tsx'
import { useUnsavedWork } from '../ui/unsaved-work.ts'
import { consentConcern, fieldChoices, mapColumn, missingFields, sampleOf } from './mapping-form.ts'

const delimiters: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' }

interface MappingStepProps {
  preview: ImportPreview
  onRun(preview: ImportPreview, mapping: ColumnMapping): void
  onBack(): void
}

export function MappingStep({ preview, onRun, onBack }: MappingStepProps) {
  const [mapping, setMapping] = useState<ColumnMapping>(preview.mapping)
  const work = useUnsavedWork()
  const missing = missingFields(mapping, preview.fields)
  const concern = consentConcern(mapping, preview.fields)
  return (
    <Stack gap="md">
      <UnsavedChanges dirty={mapping !== preview.mapping} of="the columns of this file" />
      <FileFacts preview={preview} />
      {preview.warnings.map((warning) => (
        <Alert key={warning} color="copper" variant="light" icon={<IconAlertTriangle size={18} />}>
          {warning}
        </Alert>
      ))}
      <Text size="sm">
        Check what each column holds. Change what does not fit; leave out what is not needed.
      </Text>
      <ColumnTable preview={preview} mapping={mapping} onChange={setMapping} />
      {concern && (
        <Alert color="copper" variant="light" icon={<IconAlertTriangle size={18} />}>
          {concern}
        </Alert>
      )}
      <Group justify="space-between">
        <Text size="sm" c={missing.length > 0 ? 'var(--mantine-color-error)' : 'dimmed'} aria-live="polite">
          {missing.length > 0
            ? `Still needed: ${missing.map((field) => field.label).join(', ')}`
            : 'Everything that is needed has a column.'}
        </Text>
        <Group>
          <Button variant="default" onClick={() => work.leave(onBack)}>
            Other file
          </Button>
          <Button disabled={missing.length > 0} onClick={() => onRun(preview, mapping)}>
            Import
          </Button>
        </Group>
      </Group>
    </Stack>
  )
}

/** How the file was read. */
function FileFacts({ preview }: { preview: ImportPreview }) {
  return (
    <Group gap="xs">
      <Badge variant="default" tt="none">
        {preview.encoding}
      </Badge>
      <Badge variant="default" tt="none">
        separated by {delimiters[preview.delimiter] ?? preview.delimiter}
      </Badge>
      <Badge variant="default" tt="none">
        {formatBytes(preview.byte_length)}
      </Badge>
      {preview.mapping_source === 'remembered' && (
        <Badge variant="light" tt="none">
          columns as you set them last time
        </Badge>
      )}
    </Group>
  )
}

interface ColumnTableProps {
  preview: ImportPreview
  mapping: ColumnMapping
  onChange(mapping: ColumnMapping): void
}

function ColumnTable({ preview, mapping, onChange }: ColumnTableProps) {
  return (
    <ScrollArea.Autosize mah={380} offsetScrollbars>
      <Table aria-label="Columns of the file" verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Column</Table.Th>
            <Table.Th>Holds, for example</Table.Th>
            <Table.Th w={250}>Becomes</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {preview.headers.map((header) => (
            <Table.Tr key={header}>
              <Table.Td fw={550}>{header}</Table.Td>
              <Table.Td>
                <Text size="sm" c="dimmed" lineClamp={1}>
                  {sampleOf(preview, header) || 'empty'}
                </Text>
              </Table.Td>
              <Table.Td>
                <Select
                  aria-label={`${header} becomes`}
                  size="xs"
                  searchable
                  clearable
                  placeholder="left out"
                  data={fieldChoices(preview.fields)}
                  value={mapping[header] ?? null}
                  onChange={(field) => onChange(mapColumn(mapping, header, field))}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  )
}
