import { Alert, Button, Group, ScrollArea, SimpleGrid, Stack, Table, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import type { ImportKind, ImportResult } from '../../src-preload/contract/leads.ts'
import { formatCount, plural } from '../ui/format.ts'
import { saveFile } from '../ui/save-file.ts'
import { Stat } from '../ui/stat.tsx'
import { mergedWords } from './merged-words.ts'
import { skippedCsv } from './skipped-csv.ts'

interface ImportResultStepProps {
  kind: ImportKind
  result: ImportResult
  onClose(): void
  onAnother(): void
}

export function ImportResultStep({ kind, result, onClose, onAnother }: ImportResultStepProps) {
  const [added, known, refused] =
    kind === 'suppressions' ? ['Added', 'Already there', 'Refused'] : ['Imported', 'Updated', 'Skipped']
  const download = () => saveFile(`skipped-${kind}.csv`, skippedCsv(result.skipped), 'text/csv')
  return (
    <Stack gap="md">
      <SimpleGrid cols={3}>
        <Stat label={added} value={formatCount(result.imported)} />
        <Stat label={known} value={formatCount(result.updated)} />
        <Stat label={refused} value={formatCount(result.skipped_total)} />
      </SimpleGrid>
      {result.warnings.map((warning) => (
        <Alert key={warning} color="copper" variant="light">
          {warning}
        </Alert>
      ))}
      {result.merged.length > 0 && <MergedLines result={result} />}
      {result.skipped.length > 0 && (
        <>
          <Group justify="space-between">
            <Text size="sm">
              These lines were left out. Correct them in your file and import it again: nothing is doubled.
            </Text>
            <Button size="xs" variant="default" leftSection={<IconDownload size={15} />} onClick={download}>
              Download as CSV
            </Button>
          </Group>
          <ScrollArea.Autosize mah={280}>
            <Table aria-label="Skipped lines" fz="sm" stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th w={70}>Line</Table.Th>
                  <Table.Th w="45%">Reason</Table.Th>
                  <Table.Th>Begins with</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {result.skipped.map((skipped) => (
                  <Table.Tr key={skipped.line}>
                    <Table.Td>{skipped.line}</Table.Td>
                    <Table.Td>{skipped.reason}</Table.Td>
                    <Table.Td>
                      <Text size="xs" c="dimmed" lineClamp={1}>
                        {skipped.excerpt}
                      </Text>
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </ScrollArea.Autosize>
        </>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onAnother}>
          Import another file
        </Button>
        <Button onClick={onClose}>Done</Button>
      </Group>
    </Stack>
  )
}

/** Nobody may find out weeks later that a second name in the file replaced the first. */
function MergedLines({ result: { merged, merged_total } }: { result: ImportResult }) {
  return (
    <>
      <Text size="sm">
        {plural(merged_total, 'line was', 'lines were')} about somebody whom an earlier line had named. One
        lead was kept for both.
      </Text>
      <ScrollArea.Autosize mah={200}>
        <Table aria-label="Lines about the same person" fz="sm" stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={70}>Line</Table.Th>
              <Table.Th>What happened</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {merged.map((line) => (
              <Table.Tr key={line.line}>
                <Table.Td>{line.line}</Table.Td>
                <Table.Td>{mergedWords(line)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollArea.Autosize>
    </>
  )
}
