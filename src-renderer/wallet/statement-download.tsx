import { Button, Group, Select, Text } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useCoreNow, useTimeZone } from '../app/use-core-status.ts'
import { useBridge } from '../bridge/use-bridge.ts'
import { bytesFromBase64 } from '../ui/base64.ts'
import { tellProblem } from '../ui/problem-notice.tsx'
import { saveFile } from '../ui/save-file.ts'
import { Section } from '../ui/section.tsx'
import { latestMonths } from './statement-months.ts'

const TYPES = { pdf: 'application/pdf', csv: 'text/csv' } as const

/** A month of the wallet as a file: to print, or for a spreadsheet. */
export function StatementDownload() {
  const { api } = useBridge()
  const months = latestMonths(useCoreNow(60_000), useTimeZone())
  const [chosen, setChosen] = useState<string | null>(null)
  const month = chosen ?? months[0]?.value ?? ''
  const making = useMutation(
    api.wallet.statement.mutationOptions({
      onSuccess: ({ file_name, file_base64 }, { format }) =>
        saveFile(file_name, bytesFromBase64(file_base64), TYPES[format]),
      onError: tellProblem,
    }),
  )
  return (
    <Section title="Monthly statement">
      <Group align="end">
        <Select label="Month" data={months} value={month} onChange={setChosen} allowDeselect={false} />
        {(['pdf', 'csv'] as const).map((format) => (
          <Button
            key={format}
            variant="default"
            leftSection={<IconDownload size={16} />}
            loading={making.isPending && making.variables.format === format}
            onClick={() => making.mutate({ month, format })}
          >
            {format === 'pdf' ? 'PDF to print' : 'CSV for a spreadsheet'}
          </Button>
        ))}
      </Group>
      <Text size="sm" c="dimmed">
        What came in, what calls cost, what came back, and the balance at both ends of the month.
      </Text>
    </Section>
  )
}
